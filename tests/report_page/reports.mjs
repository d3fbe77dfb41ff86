// Small runs and sweeps, really run, and the reports of them.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const kQuick = ['workload.steps=3', 'workload.layers=3', 'simulation.abstraction=lt'];
export const kTitle = 'Sizes </script><b>&amp;';

export class Reports {
  constructor(program, configs, folder) {
    Object.assign(this, { program, configs, folder });
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(folder, { recursive: true });
  }

  run(out, settings, hardware = 'h100') {
    const study = path.join(this.folder, `${hardware}.yaml`);
    fs.writeFileSync(study, fs.readFileSync(path.join(this.configs, 'studies/quickstart.yaml'), 'utf8')
      .replaceAll('../', `${this.configs}/`).replace('h100.yaml', `${hardware}.yaml`));
    const sets = [...kQuick, ...settings].flatMap((setting) => ['--set', setting]);
    execFileSync(this.program, ['run', study, ...sets, '--output', out], { stdio: ['ignore', 'ignore', 'inherit'] });
  }

  report(name, folders) {
    const page = path.join(this.folder, `${name}.html`);
    execFileSync(this.program, ['report', ...folders, '--output', page], { stdio: ['ignore', 'ignore', 'inherit'] });
    return page;
  }

  // Every combination of the axes' values; `left_out` says which are not run.
  sweep(name, axes, more = {}, left_out = []) {
    const folder = path.join(this.folder, name);
    const combinations = axes.reduce((all, axis) => all.flatMap((settings) => axis.values.map((value) =>
      ({ ...settings, ...Object.fromEntries(axis.keys.map((key, i) => [key, value[i]])) }))), [{}]);
    const digest = (number) => number.toString(16).padStart(16, '0');
    const none = digest(0xffff);
    const points = combinations.map((settings, i) =>
      ({ digest: digest(i), settings, baselines: { 'no-reservation': none } }));
    for (const [i, { settings }] of points.entries()) {
      if (left_out.includes(i)) continue;
      const { include, ...keys } = settings;
      this.run(path.join(folder, 'points', digest(i)),
        Object.entries(keys).map(([key, value]) => `${key}=${value}`), include?.replace('.yaml', ''));
    }
    this.run(path.join(folder, 'points', none), ['llc.reservation.bytes=0']);
    fs.writeFileSync(path.join(folder, 'sweep.json'), JSON.stringify({
      schema: 'dsa-vp sweep', version: 1, study: name, title: kTitle, question: 'Which?', published: '',
      axes, baselines: ['no-reservation'], points, runs: [...points.map((p) => p.digest), none], ...more }));
    return this.report(name, [folder]);
  }
}

const axis = (key, ...values) => ({ keys: [key], values: values.map((value) => [value]) });

export function make_reports(program, configs, folder) {
  const reports = new Reports(program, configs, folder);
  const one = path.join(folder, 'one');
  const two = path.join(folder, 'two');
  reports.run(one, []);
  reports.run(two, ['llc.reservation.bytes=0']);
  const sizes = axis('llc.reservation.bytes', '0', '1 MB', '2 MB', '3 MB', '5 MB');
  return {
    sizes: { page: reports.sweep('sizes', [sizes], { published: 'levy-2026-table-4' }, [3]), figures: 7 },
    axes: { page: reports.sweep('axes', [axis('llc.reservation.policy', 'lru', 'fifo'),
      axis('llc.reservation.bytes', '1 MiB', '2 MiB', '3 MiB'), axis('llc.reservation.lookup', 'step', 'sequential')]), figures: 6 },
    words: { page: reports.sweep('words', [axis('include', 'h100.yaml', 'mi300x.yaml')]), figures: 7 },
    point: { page: reports.sweep('point', [axis('llc.reservation.bytes', '2 MiB')]), figures: 4 },
    run: { page: reports.report('run', [one]), figures: 4 },
    comparison: { page: reports.report('comparison', [one, two]), figures: 6 },
  };
}
