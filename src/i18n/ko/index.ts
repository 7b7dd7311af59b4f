import { withAreas } from '../area.ts';
import app from './app.json';
import canvas from './canvas.json';
import dock from './dock.json';
import editor from './editor.json';
import exporting from './export.json';
import timeline from './timeline.json';

export { withParticles as polish } from './particles.ts';

export const texts = withAreas({
  app,
  canvas,
  dock,
  editor,
  export: exporting,
  timeline,
});
