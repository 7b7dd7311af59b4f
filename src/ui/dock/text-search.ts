/** Places that are found; more would not be walked through. */
const MOST_FOUND = 1000;
const CURRENT = 'terminal-found-here';
const ALL = 'terminal-found';

/** A run of text in an element, and where it begins in all of the element's text. */
interface Piece {
  readonly node: Text;
  readonly start: number;
}

function placeIn(pieces: readonly Piece[], offset: number): readonly [node: Text, offset: number] | undefined {
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((pieces[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const piece = pieces[low];
  return piece === undefined ? undefined : [piece.node, Math.min(offset - piece.start, piece.node.length)];
}

/** Where a text stands inside an element, whatever letters are capital and however links divide it; not in buttons and notes. */
export function findText(root: HTMLElement, wanted: string): readonly Range[] {
  if (wanted === '') return [];
  const pieces: Piece[] = [];
  let text = '';
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (!(node instanceof Text) || node.parentElement?.closest('.terminal-note, .terminal-tool') != null) continue;
    pieces.push({ node, start: text.length });
    text += node.data;
  }
  const folded = text.toLowerCase();
  // A letter that is longer when it is small moves all places after it: then letters count as they are.
  const isFoldable = folded.length === text.length;
  const needle = isFoldable ? wanted.toLowerCase() : wanted;
  const ranges: Range[] = [];
  for (let at = 0; ranges.length < MOST_FOUND; at += needle.length) {
    at = (isFoldable ? folded : text).indexOf(needle, at);
    if (at < 0) break;
    const start = placeIn(pieces, at);
    const end = placeIn(pieces, at + needle.length - 1);
    if (start === undefined || end === undefined) break;
    const range = document.createRange();
    range.setStart(...start);
    range.setEnd(end[0], end[1] + 1);
    ranges.push(range);
  }
  return ranges;
}

/** Marks what was found, without touching the text; none: takes the marks away. */
export function markFound(ranges: readonly Range[], current: number): void {
  if (!('highlights' in CSS)) return;
  CSS.highlights.delete(ALL);
  CSS.highlights.delete(CURRENT);
  const here = ranges[current];
  if (here === undefined) return;
  CSS.highlights.set(ALL, new Highlight(...ranges));
  const marked = new Highlight(here);
  marked.priority = 1;
  CSS.highlights.set(CURRENT, marked);
}

/** Px above and below a place for it to be in sight. */
const MARGIN = 24;

/** Brings a place into the middle of what scrolls it, unless it is in sight; nothing around that moves. */
export function showFound(range: Range | undefined): void {
  const view = range?.startContainer.parentElement?.closest('.terminal');
  if (range === undefined || view === null || view === undefined) return;
  const bring = (): void => {
    const place = range.getBoundingClientRect();
    const window = view.getBoundingClientRect();
    if (place.top >= window.top + MARGIN && place.bottom <= window.bottom - MARGIN) return;
    view.scrollTop += (place.top + place.bottom - window.top - window.bottom) / 2;
  };
  bring();
  // Lines that were out of sight are laid out only now, and may be higher than was thought.
  requestAnimationFrame(bring);
}
