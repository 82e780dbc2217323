/** ISO 8601 with microseconds, as Recall writes it; each later than the one before. */
export function createTimestamps(now: () => number): () => string {
  let last = 0;
  return () => {
    last = Math.max(Math.floor(now() * 1000), last + 1);
    const milliseconds = Math.floor(last / 1000);
    const microseconds = String(last % 1000).padStart(3, '0');
    return new Date(milliseconds).toISOString().replace('Z', `${microseconds}Z`);
  };
}
