import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { benchCallback, CALLBACK_ROUNDS } from './callback.js';
import { benchPanel, PANEL_ROUNDS } from './panel.js';

/** `npm run bench`: the callback beside a naive server, the panel beside a bare page. `--only callback` or `--only panel` runs one. */
const { values: options } = parseArgs({
  options: { only: { type: 'string' }, rounds: { type: 'string' }, profile: { type: 'string' } },
});

compile();
if (options.only !== 'panel') {
  await benchCallback({ rounds: Number(options.rounds ?? CALLBACK_ROUNDS), profileDir: options.profile });
}
if (options.only !== 'callback') await benchPanel({ rounds: Number(options.rounds ?? PANEL_ROUNDS) });

/** What is measured runs compiled, as in production: through tsx the same code would be slower. */
function compile(): void {
  const tsc = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'test/bench/tsconfig.json'], {
    stdio: 'inherit',
  });
  if (tsc.status !== 0) throw new Error('The bench does not compile');
}
