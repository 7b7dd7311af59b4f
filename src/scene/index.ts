export type { Point, Size } from './geometry.ts';
export type * from './picture.ts';
export { podGlyphs } from './picture.ts';
export { find } from './find.ts';
export { spotlight } from './spotlight.ts';
export { ownNamespaces, showsNamespace } from './namespace-choice.ts';
export { project, trayLimit } from './project.ts';
export { podView } from './pod-view.ts';
export { rolloutHistory, type RolloutPart, type RolloutStep } from './rollout-history.ts';
export { countGlyphs } from './node-view.ts';
export { selectorPicks, selectorText } from './service-view.ts';
export { arrange, cardId, type Arrangement, type PodGroup, type ViewName } from './arrange.ts';
export { boxAround } from './extent.ts';
export {
  layout,
  podPlace,
  ownerRows,
  slotPlace,
  headingOf,
  cornerOf,
  madeBy,
  rolloutBandsHeight,
  oneLineScale,
  type Card,
  type CardKind,
  type Layout,
} from './layout.ts';
export { tile } from './slot-grid.ts';
export type { Slots } from './slots.ts';
export { createWireReader, isEntrance, wireLimit, wires, type Wire } from './wires.ts';
export { createPathReader, type Path, type TrafficPaths } from './traffic-paths.ts';
export { drawnTimes, isDeadly, itinerary, type DrawnTimes, type Itinerary } from './traffic-itinerary.ts';
export { damageMarks, type DamageMark } from './damage-marks.ts';
export { DotDrawer, dotLimit, type Dot, type DotScene } from './traffic-dots.ts';
export {
  trafficPicture,
  type EdgeRate,
  type TrafficCount,
  type TrafficEdge,
  type TrafficPicture,
} from './traffic-edges.ts';
export type { Scene, Transition } from './transitions.ts';
export { createPictureStore, emptyPicture, type PictureStore, type Topic } from './picture-store.ts';
export { detailZooms, fittingZoom } from './window-shape.ts';
export { rollsOut, type RolloutResource } from './rollout-resource.ts';
