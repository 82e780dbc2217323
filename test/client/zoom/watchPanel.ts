import { type ZoomPanel, ZoomPanelError } from '../../../client/src/zoom/zoomPanel.js';

declare global {
  interface Window {
    panel: ZoomPanel;
    /** Each snapshot that was published, as JSON. */
    snapshots: string[];
    /** How long each took since the panel was made, in milliseconds of the page's clock. */
    ages: number[];
    /** What the call gave, or how it was refused. */
    outcomeOf(call: (panel: ZoomPanel) => Promise<unknown>): Promise<unknown>;
  }
}

/** Puts the panel where the tests find it. */
export function watchPanel(panel: ZoomPanel): void {
  window.panel = panel;
  window.snapshots = [];
  window.ages = [];
  const madeAt = Date.now();
  panel.subscribe(() => {
    window.snapshots.push(JSON.stringify(panel.getSnapshot()));
    window.ages.push(Date.now() - madeAt);
  });
  window.outcomeOf = (call) => call(panel).catch(describe);
}

function describe(error: unknown): unknown {
  if (!(error instanceof ZoomPanelError)) return { unexpected: String(error) };
  const { kind, code, message } = error;
  return { refused: { kind, code, message } };
}
