// Behaves as a mongod would towards whoever runs it, without a database: `fakeMongod.mjs MODE ARGUMENT…`. Notes in its data
// folder that it ran. Modes: `well`, `old` (a version), `broken` (does not start), `stubborn` (ignores SIGTERM).
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

const [mode, ...args] = process.argv.slice(2);
const option = (name) => args[args.indexOf(name) + 1];

if (args.includes('--version')) {
  process.stdout.write(`db version v${mode === 'old' ? '4.2.24' : '8.0.4'}\nBuild Info: {}\n`);
} else if (mode === 'broken') {
  process.stderr.write('Illegal instruction\n');
  process.exitCode = 132;
} else {
  if (mode === 'stubborn') process.on('SIGTERM', () => {});
  writeFileSync(join(option('--dbpath'), 'fake.json'), JSON.stringify({ pid: process.pid, args }));
  createServer().listen(Number(option('--port')), option('--bind_ip'), () => {
    process.stdout.write('{"s":"I","c":"NETWORK","id":23016,"msg":"Waiting for connections"}\n');
  });
}
