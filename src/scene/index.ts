export type * from './picture.ts';
export { podGlyphs } from './picture.ts';
export { project, trayLimit } from './project.ts';
export { podView } from './pod-view.ts';
export { countGlyphs } from './node-view.ts';
export { selectorPicks, selectorText } from './service-view.ts';
export { arrange, cardId, type Arrangement, type PodGroup, type ViewName } from './arrange.ts';
export {
  cardPadding,
  headingOf,
  layout,
  podPlace,
  replicaSetRows,
  type Card,
  type CardKind,
  type Layout,
  type Point,
  type Size,
} from './layout.ts';
export { slotOffset, tile } from './slot-grid.ts';
export type { Slots } from './slots.ts';
export { isEntrance, wireLimit, wires, type Wire } from './wires.ts';
export type { Scene, Transition } from './transitions.ts';
export { createPictureStore, emptyPicture, type PictureStore, type Topic } from './picture-store.ts';
