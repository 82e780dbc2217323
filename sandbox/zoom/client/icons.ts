/** Strokes on a grid of 24. */
const PATHS = {
  microphone: 'M12 4a3 3 0 0 0-3 3v4a3 3 0 0 0 6 0V7a3 3 0 0 0-3-3ZM6 11a6 6 0 0 0 12 0M12 17v3',
  microphoneOff:
    'M9 9v2a3 3 0 0 0 4.5 2.6M15 10.500V7a3 3 0 0 0-5.7-1.300M6 11a6 6 0 0 0 9.3 5M18 11a6 6 0 0 1-.6 2.600M12 17v3M4 4l16 16',
  camera: 'M4 8a2 2 0 0 1 2-2h7a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2ZM15 11l5-3v8l-5-3',
  cameraOff:
    'M8 6h5a2 2 0 0 1 2 2v3l5-3v8l-3.5-2.100M15 16a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V8a2 2 0 0 1 1.2-1.800M4 4l16 16',
  people:
    'M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM3.5 19a5.5 5.5 0 0 1 11 0M15.5 5.300a3 3 0 0 1 0 5.400M17.5 13.800a5.5 5.5 0 0 1 3 5.2',
  apps: 'M5 5h5v5H5ZM14 5h5v5h-5ZM5 14h5v5H5ZM16.5 13.500v6M13.5 16.500h6',
  leave: 'M14 5H7a2 2 0 0 0-2 2v10a2 2 0 0 0 2 2h7M11 12h9M17 8.500l3.5 3.5-3.5 3.5',
  bot: 'M7 9h10a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2v-6a2 2 0 0 1 2-2ZM12 9V6M12 4.500v.010M9.5 13.500v1M14.5 13.500v1',
  shield: 'M12 4l6.5 2.400v5c0 4-2.7 6.9-6.5 8.6-3.8-1.7-6.5-4.6-6.5-8.600v-5ZM9.2 12l2 2 3.7-3.9',
  reload: 'M19 12a7 7 0 1 1-2.1-5M19 4v4h-4',
  sliders: 'M4 8h9M17 8h3M15 6v4M4 16h3M11 16h9M9 14v4',
  video: 'M4 8a2 2 0 0 1 2-2h7a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2ZM15 11l5-3v8l-5-3',
} as const;

export type IconName = keyof typeof PATHS;

const SVG = 'http://www.w3.org/2000/svg';

/** Decoration: the name of what it stands for is beside it, or on its button. */
export function icon(name: IconName): SVGSVGElement {
  const made = document.createElementNS(SVG, 'svg');
  made.setAttribute('viewBox', '0 0 24 24');
  made.setAttribute('class', 'icon');
  made.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  made.append(path);
  return made;
}
