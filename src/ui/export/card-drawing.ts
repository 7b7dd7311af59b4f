import type { Translate } from '../../i18n/index.ts';
import {
  isEntrance,
  ownerRows,
  selectorText,
  slotPlace,
  tile,
  type Card,
  type CardKind,
  type Phrase,
  type PodGlyph,
  type PodOwnerView,
  type Scene,
  type WorkloadView,
} from '../../scene/index.ts';
import { troublesOf } from '../canvas/node-troubles.ts';
import { drawGlyph, drawPod, edgeOf } from './pod-drawing.ts';
import type { SvgSheet } from './svg-sheet.ts';

/** What cards are drawn from, and on. */
export interface CardDrawing {
  readonly sheet: SvgSheet;
  readonly scene: Scene;
  /** Virtual time, ms since the epoch. */
  readonly now: number;
  readonly t: Translate;
}

const name = { size: 13.5, weight: 600 } as const;
const kind = { size: 11, fill: 'muted' } as const;
const line = { size: 11.5 } as const;
const mono = { size: 11, mono: true, fill: 'muted' } as const;
/** px between a card's edge and its texts. */
const inset = 12;

const say = (t: Translate, phrase: Phrase): string => t(phrase.key, phrase.params);

function drawFrame({ sheet }: CardDrawing, { width, height }: Card, more: Record<string, string | number> = {}): void {
  sheet.box(0.5, 0.5, width - 1, height - 1, { rx: 10, fill: 'raised', stroke: 'line', ...more });
}

function drawPods({ sheet, scene, now, t }: CardDrawing, card: Card, emptySlots: boolean): void {
  const group = scene.arrangement.groups.get(card.id);
  if (group === undefined) return;
  for (let slot = 0; slot < Math.max(group.capacity, group.slots.length); slot += 1) {
    // Tiles are placed inside of a card's border.
    const place = slotPlace(card, slot, group.capacity);
    const uid = group.slots[slot];
    const pod = uid === undefined ? undefined : scene.picture.pods.get(uid);
    if (pod !== undefined) drawPod(sheet, pod, place.x + 1, place.y + 1, now, t);
    else if (emptySlots) {
      const dash = { rx: 7.5, stroke: 'line', 'stroke-dasharray': '3 3' };
      sheet.box(place.x + 1.5, place.y + 1.5, tile.width - 1, tile.height - 1, dash);
    }
  }
}

function drawClient(drawing: CardDrawing, card: Card): void {
  const { sheet, scene, t } = drawing;
  const count = scene.picture.services.filter(isEntrance).length;
  drawFrame(drawing, card);
  sheet.text(inset, 25, t('canvas.client.outside'), kind);
  sheet.text(inset, 43, t('canvas.client.name'), name);
  const ways = count === 0 ? t('canvas.client.noWayIn') : t('canvas.client.waysIn', { count });
  sheet.text(inset, 61, ways, { ...kind, room: card.width - 2 * inset });
}

function drawService(drawing: CardDrawing, card: Card): void {
  const { sheet, scene, t } = drawing;
  const service = scene.picture.services.find((item) => item.uid === card.uid);
  if (service === undefined) return;
  const room = card.width - 2 * inset;
  const isBroken = service.broken !== undefined && !service.hopeful;
  drawFrame(drawing, card, isBroken ? { stroke: 'bad' } : {});
  const port = service.nodePorts.join(', ');
  sheet.text(inset, 22, `Service · ${service.type} ${port}`.trimEnd(), { ...kind, room });
  const width = sheet.text(inset, 41, service.name, { ...name, room });
  const address = `${service.address}${service.ports.length > 0 ? `:${service.ports.join(',')}` : ''}`;
  sheet.text(inset + width + 7, 41, address, { ...mono, room: room - width - 7 });
  if (service.type === 'ExternalName') {
    sheet.text(inset, 60, t('canvas.service.externalName'), { ...line, room });
  } else {
    const isWhole = service.ready === service.total && service.total > 0;
    const glyph: PodGlyph = isBroken ? 'failing' : isWhole ? 'ready' : 'starting';
    drawGlyph(sheet, glyph, inset + 5.5, 56);
    const counts = { ready: service.ready, total: service.total, count: service.total };
    const said = t(service.terminating > 0 ? 'canvas.service.ready' : 'canvas.service.endpoints', counts);
    const taken = sheet.text(inset + 16, 60, said, { ...line, room: room - 16 });
    const stopping = t('canvas.service.terminating', { count: service.terminating });
    const left = { x: inset + 21 + taken, room: room - 21 - taken };
    if (service.terminating > 0) sheet.text(left.x, 60, stopping, { ...line, fill: 'muted', room: left.room });
  }
  const last = service.selector === undefined ? t('canvas.service.noSelector') : selectorText(service.selector);
  if (service.broken === undefined) sheet.text(inset, 78, last, { ...mono, room });
  else sheet.text(inset, 78, say(t, service.broken), { ...line, fill: isBroken ? 'bad' : 'wait', room });
}

/** Ready pods filled, others hatched by thin bars; then the lines of the bounds. */
function drawMeter(sheet: SvgSheet, workload: WorkloadView, width: number): void {
  const present = workload.owners.reduce((sum, item) => sum + item.replicas, 0);
  const scale = Math.max(workload.most, workload.desired, present, 1);
  const px = (count: number): number => (count / scale) * width;
  sheet.box(inset, 50, width, 10, { rx: 3, fill: 'line' });
  let x = inset;
  for (const owner of workload.owners) {
    const colour = owner.revision === undefined ? 'accent' : edgeOf(owner.revision);
    sheet.box(x, 50, px(owner.ready), 10, { fill: colour });
    x += px(owner.ready);
    const unready = px(Math.max(0, owner.replicas - owner.ready));
    if (unready > 0) sheet.box(x + 0.5, 50.5, unready - 1, 9, { stroke: colour });
    for (let bar = 2; bar < unready - 1; bar += 4) sheet.box(x + bar, 50, 1.5, 10, { fill: colour });
    x += unready;
  }
  if (workload.kind !== 'Deployment' || workload.desired === 0) return;
  const fewest = inset + px(workload.fewest);
  const desired = inset + px(workload.desired);
  const dots = { stroke: 'muted', 'stroke-width': 2, 'stroke-dasharray': '2 2' };
  if (workload.fewest > 0 && workload.fewest !== workload.desired)
    sheet.shape('path', { d: `M${fewest} 47v16`, ...dots });
  sheet.shape('path', { d: `M${desired} 47v16`, stroke: 'ink', 'stroke-width': 2 });
}

function drawOwnerRow({ sheet, t }: CardDrawing, owner: PodOwnerView, y: number, width: number): void {
  const { revision, ready, desired, replicas, ghost } = owner;
  const number = revision?.number ?? '';
  const count =
    owner.kind === 'Job'
      ? `${ready} / ${desired}`
      : replicas === desired
        ? String(replicas)
        : `${replicas} → ${desired}`;
  const end = ghost ? t('canvas.owner.ghostRow', { number }) : revision === undefined ? count : `r${number} · ${count}`;
  const edge = ghost ? { stroke: edgeOf(revision) } : { fill: edgeOf(revision) };
  sheet.box(inset + 0.5, y - 10, 3, 12, edge);
  const taken = sheet.text(width - inset, y, end, { ...kind, anchor: 'end' });
  sheet.text(inset + 11, y, owner.name, {
    size: 11,
    mono: true,
    fill: ghost ? 'muted' : 'ink',
    room: width - 2 * inset - 18 - taken,
  });
}

function drawWorkload(drawing: CardDrawing, card: Card): void {
  const { sheet, scene, t } = drawing;
  const workload = scene.picture.workloads.find((item) => item.uid === card.uid);
  if (workload === undefined) return;
  const isFailed = workload.state === 'failed' || workload.state === 'jobFailed';
  drawFrame(drawing, card, isFailed ? { stroke: 'bad' } : {});
  const right = card.width - inset;
  const room = card.width - 2 * inset;
  const progress = sheet.text(right, 22, say(t, workload.progress), { ...kind, anchor: 'end' });
  const state = `${workload.kind} · ${t(`canvas.workload.${workload.state}`)}`;
  sheet.text(inset, 22, state, { ...kind, fill: isFailed ? 'bad' : 'muted', room: room - progress - 8 });
  const said = workload.unselected ? t('canvas.workload.unselected') : say(t, workload.note);
  const note = sheet.text(right, 40, said, { ...kind, fill: workload.unselected ? 'bad' : 'muted', anchor: 'end' });
  sheet.text(inset, 40, workload.name, { ...name, room: room - note - 8 });
  if (workload.kind !== 'CronJob') drawMeter(sheet, workload, room);
  const made = workload.owners.filter((owner) => owner.uid !== workload.uid);
  for (const [index, owner] of made.slice(0, ownerRows).entries())
    drawOwnerRow(drawing, owner, 82 + 20 * index, card.width);
  const more = made.length - ownerRows;
  const key = workload.kind === 'CronJob' ? 'canvas.workload.moreJobs' : 'canvas.workload.moreRevisions';
  if (more > 0) sheet.text(inset, 82 + 20 * ownerRows, t(key, { count: more }), kind);
}

/** One of the two columns below a node's name; `label`: what it says of its bar, if anything. */
function drawUsage(sheet: SvgSheet, x: number, width: number, label: string | undefined, share: number): void {
  if (label !== undefined) sheet.text(x, 43, `${label} ${Math.round(share * 100)} %`, { ...kind, room: width });
  sheet.box(x, 48, width, 4, { rx: 2, fill: 'line' });
  sheet.box(x, 48, width * Math.min(1, share), 4, { rx: 2, fill: share > 0.9 ? 'wait' : 'accent' });
}

function drawNode(drawing: CardDrawing, card: Card): void {
  const { sheet, scene, t } = drawing;
  const node = scene.picture.nodes.find((item) => item.uid === card.uid);
  if (node === undefined) return;
  const isDown = node.state !== 'ready' || node.poweredOn === false;
  drawFrame(drawing, card, { rx: 12, ...(isDown && { stroke: 'bad', 'stroke-dasharray': '4 3', fill: 'bg' }) });
  sheet.text(inset, 24, node.name, { ...name, room: card.width - 2 * inset });
  const troubles = troublesOf(node, t);
  let x = inset;
  for (const { text, tone } of troubles) {
    const room = card.width - inset - x - 10;
    if (room < 20) break;
    const width = sheet.text(x + 5, 42, text, { size: 10.5, weight: 550, fill: tone, room });
    sheet.box(x + 0.5, 30.5, width + 9, 15, { rx: 4.5, stroke: tone });
    x += width + 14;
  }
  const column = (card.width - 2 * inset - 14) / 2;
  const says = troubles.length === 0;
  drawUsage(sheet, inset, column, says ? 'cpu' : undefined, node.cpu);
  drawUsage(sheet, inset + column + 14, column, says ? 'mem' : undefined, node.memory);
  drawPods(drawing, card, true);
}

function drawTray(drawing: CardDrawing, card: Card): void {
  const { sheet, scene, t } = drawing;
  const { pods, more } = scene.picture.tray;
  const count = pods.length + more;
  drawFrame(drawing, card, { rx: 12, fill: 'bg', 'stroke-dasharray': '4 3' });
  const room = card.width - 2 * inset;
  const taken = count === 0 ? 0 : sheet.text(card.width - inset, 22, String(count), { ...name, anchor: 'end' });
  sheet.text(inset, 22, t('canvas.tray.name'), { ...name, fill: count === 0 ? 'muted' : 'ink', room: room - taken });
  const what = more > 0 ? t('canvas.tray.more', { count: more, shown: pods.length }) : t('canvas.tray.what');
  sheet.text(inset, 40, what, { ...kind, room });
  drawPods(drawing, card, false);
}

function drawOwner(drawing: CardDrawing, card: Card): void {
  const { sheet, scene, t } = drawing;
  const owner = scene.picture.workloads.flatMap((item) => item.owners).find((item) => item.uid === card.uid);
  if (owner === undefined) return;
  const { kind: ownKind, revision, ready, desired, ghost } = owner;
  const number = revision?.number ?? '';
  drawFrame(drawing, card, { rx: 12, ...(ghost && { fill: 'bg', 'stroke-dasharray': '4 3' }) });
  sheet.box(0, 10, 4, card.height - 20, { rx: 2, fill: edgeOf(revision) });
  const room = card.width - 2 * inset - 2;
  sheet.text(inset + 2, 24, owner.name, { size: 12.5, weight: 600, mono: true, fill: ghost ? 'muted' : 'ink', room });
  const said = ghost
    ? t('canvas.owner.ghost', { number })
    : revision === undefined
      ? `${ownKind} · ${say(t, owner.progress)}`
      : t('canvas.owner.line', { kind: ownKind, number, ready, desired });
  sheet.text(inset + 2, 43, said, { ...kind, room });
  if (!ghost) drawPods(drawing, card, false);
}

function drawRegion({ sheet, t }: CardDrawing, card: Card): void {
  const dash = { rx: 12, stroke: 'faint', 'stroke-dasharray': '4 3' };
  sheet.box(0.5, 0.5, card.width - 1, card.height - 1, dash);
  sheet.text(16, 24, t('canvas.region.name', { namespace: card.uid }), { size: 16, fill: 'muted' });
}

function drawEndpoints(drawing: CardDrawing, card: Card): void {
  const { sheet, scene, t } = drawing;
  const service = scene.picture.services.find((item) => item.uid === card.uid);
  if (service === undefined) return;
  const total = service.endpoints.size;
  drawFrame(drawing, card, { rx: 12, ...(total === 0 && { fill: 'bg', 'stroke-dasharray': '4 3' }) });
  sheet.text(inset, 23, total === 0 ? t('canvas.endpoints.none') : t('canvas.endpoints.name'), kind);
  drawPods(drawing, card, false);
}

function drawLoose(drawing: CardDrawing, card: Card): void {
  const { sheet, scene, t } = drawing;
  drawFrame(drawing, card, { rx: 12 });
  const said = scene.arrangement.view === 'ownership' ? t('canvas.loose.ownership') : t('canvas.loose.network');
  sheet.text(inset, 23, said, kind);
  drawPods(drawing, card, false);
}

const drawings: Readonly<Record<CardKind, (drawing: CardDrawing, card: Card) => void>> = {
  client: drawClient,
  service: drawService,
  workload: drawWorkload,
  node: drawNode,
  tray: drawTray,
  owner: drawOwner,
  region: drawRegion,
  endpoints: drawEndpoints,
  loose: drawLoose,
};

/** A card of the picture with the pods in it, at its place. */
export function drawCard(drawing: CardDrawing, card: Card): void {
  drawing.sheet.group(card.x, card.y, undefined, { 'data-card': card.kind }, () => drawings[card.kind](drawing, card));
}
