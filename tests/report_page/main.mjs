// node main.mjs DSA_VP CONFIGS MODULES OUT: opens reports of small runs in headless Chromium and checks
// them. Pictures of the pages are left in OUT.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as checks from './checks.mjs';
import { kTitle, make_reports } from './reports.mjs';

const [program, configs, modules, out] = process.argv.slice(2);
const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = browsers.find((name) => fs.existsSync(name));
if (!executablePath) {
  console.error(`no Chromium (${browsers.join(', ')}): install the package chromium, as scripts/setup does`);
  process.exit(1);
}
const { chromium } = createRequire(path.join(modules, 'x.js'))('playwright-core');

async function open(browser, page_file, colorScheme) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme });
  page.problems = [];
  page.on('console', (message) => page.problems.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => page.problems.push(`error: ${error.message}`));
  const url = pathToFileURL(page_file).href;
  page.on('request', (request) => {
    if (request.url() !== url && !/^(data|blob):/.test(request.url())) page.problems.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  await page.waitForFunction(() => document.documentElement.dataset.ready === 'true', null, { timeout: 30000 });
  return page;
}

async function check_report(browser, name, { page: file, figures }) {
  for (const scheme of ['light', 'dark']) {
    const page = await open(browser, file, scheme);
    await checks.check_charts(page, figures);
    await checks.check_text(page);
    await checks.check_contrast(page);
    await checks.check_no_sideways_scroll(page);
    await page.screenshot({ path: path.join(out, `${name}-${scheme}.png`), fullPage: true });
    if (scheme === 'light') {
      if (['sizes', 'axes'].includes(name)) await checks.check_sorting(page);
      await checks.check_csv(page);
      await checks.check_theme_switch(page);
      await checks.check_print(page, path.join(out, `${name}.pdf`));
    }
    assert.deepEqual(page.problems, []);
    await page.close();
  }
}

async function check_words(browser, file) {
  const page = await open(browser, file, 'light');
  assert.equal(await page.textContent('h1'), kTitle);
  assert.match(await page.textContent('#missing'), /1 of 5 points has no result.*3 MB/);
  assert.match(await page.textContent('#answer'), /arXiv 2603.13430, table 4/);
  await page.click('details summary');
  await page.click('details details summary');
  assert.match(await page.textContent('details pre'), /reservation:/);
  const top = await page.$eval('#answer .chart', (chart) => chart.getBoundingClientRect().bottom);
  assert.ok(top <= 800, `the first chart ends at ${top} of the first screen's 800`);
  await page.close();
}

const reports = make_reports(program, configs, out);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu',
  '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
let failed = 0;
async function attempt(name, check) {
  try {
    await check();
    console.log(`${name}: passed`);
  } catch (error) {
    failed += 1;
    console.error(`${name}: FAILED: ${error.message}`);
  }
}
for (const [name, report] of Object.entries(reports)) {
  await attempt(name, () => check_report(browser, name, report));
}
await attempt('words', () => check_words(browser, reports.sizes.page));
await browser.close();
process.exit(failed ? 1 : 0);
