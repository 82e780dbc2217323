import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { benchCallback, CALLBACK_ROUNDS } from './callback.js';
import { benchFollowers } from './followers.js';
import { benchPanel, PANEL_ROUNDS } from './panel.js';
import { benchSweep, SWEPT_CONNECTIONS } from './sweep.js';

/**
 * `npm run bench`: the callback beside a naive server, the panel beside a bare page, the sweep over many, and many who follow bots.
 * `--only callback` and its like run one, `--connections` says over how many the sweep goes.
 */
const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string' },
    profile: { type: 'string' },
    connections: { type: 'string' },
  },
});

compile();
const { only, rounds, profile, connections } = options;
const benches: Record<string, () => Promise<void>> = {
  callback: async () => benchCallback({ rounds: Number(rounds ?? CALLBACK_ROUNDS), profileDir: profile }),
  panel: async () => benchPanel({ rounds: Number(rounds ?? PANEL_ROUNDS) }),
  sweep: async () => benchSweep({ connections: Number(connections ?? SWEPT_CONNECTIONS) }),
  followers: benchFollowers,
};
for (const [name, bench] of Object.entries(benches)) if (only === undefined || only === name) await bench();

/** What is measured runs compiled, as in production: through tsx the same code would be slower. */
function compile(): void {
  const tsc = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'test/bench/tsconfig.json'], {
    stdio: 'inherit',
  });
  if (tsc.status !== 0) throw new Error('The bench does not compile');
}
