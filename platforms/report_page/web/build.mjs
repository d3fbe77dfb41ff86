// node build.mjs MODULES OUT: makes what dsa-vp embeds of the report page.
//
//   OUT/page.html    the page with its scripts, styles and fonts inside, and one mark for the data
//   OUT/figures.js   draws the same charts with node: script on standard input, SVG as JSON out
//
// MODULES is the folder that `npm ci` has filled. It need not be beside the sources.
import { createRequire } from 'node:module';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const [modules, out] = process.argv.slice(2).map((name) => path.resolve(name));
const here = path.dirname(fileURLToPath(import.meta.url));
const esbuild = createRequire(path.join(modules, 'x.js'))('esbuild');

const common = {
  bundle: true, minify: true, write: false, metafile: true, charset: 'utf8', logLevel: 'warning',
  legalComments: 'none', nodePaths: [modules], absWorkingDir: here, format: 'iife',
};

async function bundled(entry, options) {
  const result = await esbuild.build({ ...common, entryPoints: [entry], ...options });
  return { text: result.outputFiles[0].text, inputs: Object.keys(result.metafile.inputs) };
}

// The package that a bundled file is from: the last folder below node_modules.
function package_of(file) {
  const parts = path.resolve(here, file).split(`node_modules${path.sep}`);
  if (parts.length < 2) return null;
  const names = parts.at(-1).split(path.sep);
  const name = names[0].startsWith('@') ? `${names[0]}/${names[1]}` : names[0];
  return path.join(parts.slice(0, -1).join(`node_modules${path.sep}`), 'node_modules', name);
}

// What the licences of the bundled packages ask to be kept beside them, each text once.
function notices(inputs) {
  const of_text = new Map();
  for (const folder of new Set(inputs.map(package_of).filter(Boolean))) {
    const about = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
    const file = fs.readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
    const text = file ? fs.readFileSync(path.join(folder, file), 'utf8').trim() : about.license;
    of_text.set(text, [...(of_text.get(text) ?? []), `${about.name} ${about.version}`]);
  }
  return [...of_text].map(([text, names]) => `${names.sort().join(', ')}\n\n${text}\n`).sort()
    .join(`\n${'-'.repeat(72)}\n\n`);
}

const script_text = (text) => text.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
const markup_text = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const script = await bundled('src/page.js', { platform: 'browser', target: 'es2020' });
const style = await bundled('src/style.css', { loader: { '.woff2': 'dataurl' } });
// The browser's files of Vega in node too: those for node would draw with a canvas where one is installed.
const figures = await bundled('src/figures.js', { platform: 'browser', target: 'node18' });

const parts = {
  style: style.text,
  script: script_text(script.text),
  notices: markup_text(notices([...script.inputs, ...style.inputs])),
};
const page = fs.readFileSync(path.join(here, 'src/page.html'), 'utf8')
  .replace(/\{\{(style|script|notices)\}\}/g, (mark, name) => parts[name]);
fs.mkdirSync(out, { recursive: true });
fs.writeFileSync(path.join(out, 'page.html'), page);
fs.writeFileSync(path.join(out, 'figures.js'), figures.text);
