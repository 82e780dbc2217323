/** Exactly what stands in index.html, so that nothing moves when React takes over. */
export function StartingScreen() {
  return (
    <main className="boot" data-state="starting">
      <h1>Getting ready…</h1>
    </main>
  );
}
