// @ts-check
// Runs a mongod that must not outlive the server: `node mongodGuardian.mjs PORT MONGOD ARGUMENT…`. A mongod does not notice
// when the process that started it is gone; this one does, because its standard input ends, and then stops it. Plain
// JavaScript, because it is started by path, from the sources and from a build alike.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Its data is journaled: a kill loses nothing, it only makes the next start a little longer. */
const KILL_AFTER_MS = 2_000;

const [port, command = '', ...args] = process.argv.slice(2);
const mongod = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });

let ready = false;
for (const output of [mongod.stdout, mongod.stderr]) {
  createInterface({ input: output }).on('line', (line) => {
    if (ready) return;
    if (/waiting for connections/i.test(line)) {
      ready = true;
      process.stdout.write(`listening ${port} ${mongod.pid}\n`);
    } else {
      process.stdout.write(`${line}\n`);
    }
  });
}

mongod.once('error', (error) => {
  process.stdout.write(`${error.message}\n`);
  process.exitCode = 1;
  process.stdin.destroy();
});
mongod.once('close', (code) => {
  process.exitCode = code ?? 1;
  process.stdin.destroy();
});

let stopping = false;
function stop() {
  if (stopping) return;
  stopping = true;
  mongod.kill('SIGTERM');
  setTimeout(() => mongod.kill('SIGKILL'), KILL_AFTER_MS).unref();
}
process.stdin.on('end', stop).on('error', stop).resume();
process.on('SIGTERM', stop).on('SIGINT', stop);
// The server may be gone, and with it whoever reads this.
process.stdout.on('error', () => {});
