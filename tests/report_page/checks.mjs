// What must hold of a report that is open in a browser.
import assert from 'node:assert/strict';
import fs from 'node:fs';

// Every chart has painted marks, each of a finite shape.
export async function check_charts(page, expected) {
  const charts = await page.$$eval('figure', (figures) => figures.map((figure) => {
    const marks = [...figure.querySelectorAll('svg g.role-mark path, svg g.role-mark line')]
      .filter((mark) => !mark.classList.contains('background'));
    const painted = marks.filter((mark) => {
      const box = mark.getBoundingClientRect();
      const { fill, stroke } = getComputedStyle(mark);
      return (box.width > 0 || box.height > 0) && (fill !== 'none' || stroke !== 'none');
    });
    return { id: figure.id, marks: painted.length, text: figure.querySelector('svg')?.outerHTML ?? '',
      label: figure.querySelector('.chart').getAttribute('aria-label'),
      caption: figure.querySelector('figcaption').textContent,
      axes: figure.querySelectorAll('svg g.role-axis-title text').length };
  }));
  assert.equal(charts.length, expected, `charts: ${charts.map((chart) => chart.id)}`);
  for (const chart of charts) {
    assert.ok(chart.marks >= 2, `${chart.id} has ${chart.marks} marks`);
    assert.ok(chart.axes >= 2 || chart.id === 'phases', `${chart.id} has axes without titles`);
    for (const bad of ['NaN', 'undefined', 'Infinity', '[object']) {
      assert.ok(!chart.text.includes(bad), `${chart.id}: ${bad} in its drawing`);
      assert.ok(!chart.caption.includes(bad), `${chart.id}: ${bad} in its caption`);
    }
    assert.ok(chart.label.length > 20);
  }
}

export async function check_text(page) {
  const text = await page.$eval('main', (main) => main.innerText);
  for (const bad of ['NaN', 'undefined', 'null', 'Infinity', '[object']) {
    assert.ok(!text.includes(bad), `the page says ${bad}: ${text.slice(Math.max(0, text.indexOf(bad) - 60), text.indexOf(bad) + 20)}`);
  }
}

// Contrast as WCAG 2 has it: 4.5 for text, 3 for what is drawn.
export async function check_contrast(page) {
  const poor = await page.evaluate(() => {
    const parse = (text) => { const m = /rgba?\(([^)]+)\)/.exec(text); return m ? m[1].split(/[ ,/]+/).map(Number) : null; };
    const light = (rgb) => rgb.slice(0, 3).map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
      .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const contrast = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
    const behind = (node) => {
      for (let at = node; at; at = at.parentElement) {
        const colour = parse(getComputedStyle(at).backgroundColor);
        if (colour && colour[3] !== 0) return colour;
      }
      return null;
    };
    const found = [];
    const look = (node, colour, least) => {
      const value = parse(colour);
      const paper = behind(node);
      if (!value || !paper) { found.push(`${node.tagName} ${node.textContent.slice(0, 20)}: no colour`); return; }
      if (contrast(value, paper) < least) found.push(`${node.tagName} '${node.textContent.slice(0, 20)}': ${colour} on ${paper}`);
    };
    for (const node of document.querySelectorAll('h1,h2,p,td,th,figcaption,button,summary,strong,code')) {
      if (node.offsetParent !== null && node.textContent.trim()) look(node, getComputedStyle(node).color, 4.5);
    }
    for (const node of document.querySelectorAll('svg text')) {
      if (node.textContent.trim()) look(node, getComputedStyle(node).fill, 4.5);
    }
    const marks = 'figure:not(#layers) svg .mark-symbol.role-mark path, svg .mark-line.role-mark path, figure:not(#layers) svg .mark-rect.role-mark path';
    for (const node of document.querySelectorAll(marks)) {
      const { fill, stroke } = getComputedStyle(node);
      const strong = node.closest('.mark-rect') ? fill : stroke !== 'none' ? stroke : fill;
      if (parse(strong)?.[3] === 0) continue;
      look(node, strong, 3);
    }
    return found;
  });
  assert.deepEqual(poor.slice(0, 5), []);
}

export async function check_no_sideways_scroll(page) {
  for (const width of [1280, 820]) {
    await page.setViewportSize({ width, height: 800 });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(over <= 0, `at ${width} the page is ${over} px too wide`);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

const number = (text) => (/^[\u22120-9]/.test(text) ? Number(text.replaceAll(',', '').replace('\u2212', '-').replace(/ [A-Za-z]+$/, '')) : null);
const column = (page, at) => page.$$eval('#all-data tbody tr', (rows, i) => rows.map((row) => row.children[i].textContent), at);

function check_order(texts, descending) {
  const values = texts.map(number);
  const known = values.filter((value) => value !== null);
  assert.deepEqual(known, [...known].sort((a, b) => (descending ? b - a : a - b)));
  assert.ok(values.slice(known.length).every((value) => value === null), 'what has no value is last');
  return known;
}

// Every numeric column both ways, by mouse and by keyboard.
export async function check_sorting(page) {
  const buttons = await page.$$('#all-data thead button');
  let distinct = 0;
  for (const [at, button] of buttons.entries()) {
    await button.click();
    assert.equal(await page.$eval(`#all-data thead th:nth-child(${at + 1})`, (th) => th.getAttribute('aria-sort')), 'ascending');
    const rising = check_order(await column(page, at), false);
    await button.focus();
    await page.keyboard.press('Enter');
    assert.equal(await page.$$eval('#all-data th[aria-sort=descending]', (all) => all.length), 1);
    check_order(await column(page, at), true);
    distinct += rising.length > 1 && rising[0] !== rising.at(-1) ? 1 : 0;
  }
  assert.ok(distinct >= 5, 'columns whose values differ');
}

function parse_csv(text) {
  return text.trimEnd().split('\n').map((line) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(,|$)/g)]
    .map((match) => match[1].replace(/^"|"$/g, '').replaceAll('""', '"')).slice(0, line.split(',').length));
}

const kFactors = { '%': 100, MB: 1e-6, MiB: 2 ** -20 };

// Each figure of the file reads, rounded, as the table shows it.
export async function check_csv(page) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#csv')]);
  const [head, ...lines] = parse_csv(fs.readFileSync(await download.path(), 'utf8'));
  const units = await page.$$eval('#all-data thead th', (all) => all.map((th) => th.querySelector('.unit')?.textContent.trim() ?? ''));
  const shown = await page.$$eval('#all-data tbody tr', (rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
  assert.equal(head.length, units.length);
  assert.equal(new Set(head).size, head.length, 'names of columns');
  assert.equal(lines.length, shown.length);
  for (const [i, cells] of shown.entries()) {
    assert.equal(lines[i].length, cells.length);
    for (const [j, cell] of cells.entries()) {
      const value = number(cell);
      if (cell === '\u2013') assert.equal(lines[i][j], '');
      else if (value === null) assert.equal(lines[i][j], cell);
      else {
        const step = 10 ** -(cell.split('.')[1]?.replace(/\D.*$/, '').length ?? 0);
        const figure = Number(lines[i][j]) * (kFactors[units[j]] ?? 1);
        assert.ok(Math.abs(figure - value) <= Math.max(step, Math.abs(value) * 5e-4), `${head[j]}: ${lines[i][j]} is shown as ${cell}`);
      }
    }
  }
}

export async function check_theme_switch(page) {
  const paper = () => page.$eval('html', (html) => getComputedStyle(html).backgroundColor);
  const before = await paper();
  await page.click('#theme');
  assert.notEqual(await paper(), before);
  await check_contrast(page);
  await page.click('#theme');
  assert.equal(await paper(), before);
}

// Light, without controls, and no chart wider than the paper.
export async function check_print(page, path) {
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await page.setViewportSize({ width: 690, height: 980 });
  const seen = await page.evaluate(() => ({
    paper: getComputedStyle(document.documentElement).backgroundColor,
    controls: [...document.querySelectorAll('#theme, #csv')].filter((node) => node.offsetParent !== null).length,
    wide: [...document.querySelectorAll('figure svg')].filter((svg) => svg.getBoundingClientRect().right > innerWidth + 1).length,
    cut: [...document.querySelectorAll('figure')].filter((figure) => getComputedStyle(figure).breakInside !== 'avoid').length,
  }));
  assert.deepEqual(seen, { paper: 'rgb(255, 255, 255)', controls: 0, wide: 0, cut: 0 });
  await check_contrast(page);
  await page.pdf({ path, preferCSSPageSize: true, printBackground: true });
  await page.emulateMedia({ media: null, colorScheme: null });
}
