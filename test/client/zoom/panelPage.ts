import { createZoomPanel } from '../../../client/src/zoom/zoomPanel.js';
import { watchPanel } from './watchPanel.js';

const panel = createZoomPanel();
watchPanel(panel);
panel.start();
