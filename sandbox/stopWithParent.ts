/**
 * Loaded into each process of the sandbox: when the one that started it is gone, however suddenly, this one stops in
 * good order, so that nothing is left running. Its parent's channel tells.
 */
process.on('disconnect', () => {
  process.kill(process.pid, 'SIGTERM');
});
// The channel alone is no reason to stay alive.
process.channel?.unref();
