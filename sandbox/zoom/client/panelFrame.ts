import { clampPanelWidth, PANEL_WIDTH } from './choice.js';
import { byId } from './element.js';

const STEP_PX = 16;

/** The docked panel: its frame, and the divider that makes it wider or narrower. */
export interface PanelFrame {
  readonly frame: HTMLIFrameElement;
  /** Opens the panel, afresh if it was open. */
  open(url: string): void;
  setHidden(hidden: boolean): void;
}

export function createPanelFrame(options: { width: number; onWidth: (width: number) => void }): PanelFrame {
  const section = byId('panel', HTMLElement);
  const frame = byId('panel-frame', HTMLIFrameElement);
  const divider = byId('divider', HTMLElement);
  let { width } = options;

  function setWidth(wanted: number): void {
    width = clampPanelWidth(wanted);
    document.documentElement.style.setProperty('--panel-width', `${width}px`);
    divider.setAttribute('aria-valuenow', String(width));
    options.onWidth(width);
  }

  divider.addEventListener('keydown', (event) => {
    const wanted = {
      ArrowLeft: width + STEP_PX,
      ArrowRight: width - STEP_PX,
      Home: PANEL_WIDTH.least,
      End: PANEL_WIDTH.most,
    }[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    setWidth(wanted);
  });
  divider.addEventListener('pointerdown', (event) => {
    divider.setPointerCapture(event.pointerId);
    // The frame would swallow the pointer's movements.
    document.body.classList.add('resizing');
  });
  divider.addEventListener('pointermove', (event) => {
    if (divider.hasPointerCapture(event.pointerId)) setWidth(window.innerWidth - event.clientX);
  });
  divider.addEventListener('lostpointercapture', () => document.body.classList.remove('resizing'));
  setWidth(width);

  return {
    frame,
    open(url) {
      frame.src = url;
    },
    setHidden(hidden) {
      section.hidden = hidden;
    },
  };
}
