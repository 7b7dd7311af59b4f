import { withAreas } from '../area.ts';
import app from './app.json';
import canvas from './canvas.json';
import dock from './dock.json';
import editor from './editor.json';
import exporting from './export.json';
import inspector from './inspector.json';
import states from './states.json';
import table from './table.json';
import timeline from './timeline.json';

export const texts = withAreas({
  app,
  canvas,
  dock,
  editor,
  export: exporting,
  inspector,
  states,
  table,
  timeline,
});
