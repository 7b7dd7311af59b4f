import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp, Ellipsis } from 'lucide-react';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { CSSProperties, KeyboardEvent, MouseEvent } from 'react';
import { useTexts } from '../../i18n/index.ts';
import type { ObjectRef, Picture, PictureStore } from '../../scene/index.ts';
import { PodGlyphMark, type CanvasProps } from '../canvas/index.ts';
import { rowsInSightAnd } from '../chrome/drawn-rows.ts';
import { createTableReader, type Column, type Row, type TableContent } from './rows.ts';
import { pressed, sorted, type Sorting } from './sorting.ts';
import { tableKinds, type TableKind } from './table-kind.ts';
import './table.css';

export type TableViewProps = Pick<
  CanvasProps,
  'store' | 'selection' | 'found' | 'onSelect' | 'onOpenMenu' | 'onAction' | 'highlighted'
>;

/** Letters at the end of a name that are never cut: a dash and what a controller adds. The style sheet's too. */
const NAME_END = 6;
/** px; the style sheet's too. */
const ROW_HEIGHT = 32;
/** Rows drawn above and below those in sight. */
const OVERSCAN = 10;
/** Wall ms between two looks at the picture: nobody reads faster. */
const EVERY_MS = 200;

const byName: Sorting = { column: 'name', descending: false };

function useSampledPicture(store: PictureStore): Picture {
  const [picture, setPicture] = useState(() => store.scene().picture);
  useEffect(() => {
    const timer = setInterval(() => setPicture(store.scene().picture), EVERY_MS);
    return () => clearInterval(timer);
  }, [store]);
  return picture;
}

function kindOf(selection: ObjectRef | undefined): TableKind {
  if (selection === undefined) return 'pods';
  const { resource } = selection;
  return tableKinds.find((kind) => kind === resource) ?? 'workloads';
}

/** The picture's things as tables, for those who would rather read. A default export, because that is loaded lazily. */
export default function TableView(props: TableViewProps) {
  const t = useTexts();
  const picture = useSampledPicture(props.store);
  const [kind, setKind] = useState(() => kindOf(props.selection));
  const [sorting, setSorting] = useState(byName);
  const read = useMemo(() => createTableReader(t), [t]);
  const { columns, rows } = useMemo((): TableContent => {
    const content = read(kind, picture);
    const found = props.found;
    const shown = found === undefined ? content.rows : content.rows.filter((row) => found.has(row.ref.uid));
    return { columns: content.columns, rows: sorted(shown, sorting) };
  }, [read, kind, picture, props.found, sorting]);
  function show(next: TableKind) {
    setKind(next);
    setSorting(byName);
  }
  return (
    <div className="table-view">
      <div role="group" aria-label={t('table.kinds')} className="segments table-kinds">
        {tableKinds.map((each) => (
          <button key={each} type="button" aria-pressed={kind === each} onClick={() => show(each)}>
            {t(`table.${each}`)}
          </button>
        ))}
        {kind === 'pods' && picture.tray.more > 0 && (
          <span className="table-more">{t('table.more', { count: picture.tray.more })}</span>
        )}
      </div>
      <Table key={kind} {...props} kind={kind} columns={columns} rows={rows} sorting={sorting} onSort={setSorting} />
    </div>
  );
}

function Table({
  kind,
  columns,
  rows,
  sorting,
  onSort,
  ...props
}: TableViewProps & {
  kind: TableKind;
  columns: readonly Column[];
  rows: readonly Row[];
  sorting: Sorting;
  onSort: (sorting: Sorting) => void;
}) {
  const t = useTexts();
  const scroll = useRef<HTMLDivElement>(null);
  /** Uid of the row that the keyboard is at. */
  const [active, setActive] = useState<string>();
  const wantsFocus = useRef(false);
  const found = rows.findIndex((row) => row.ref.uid === active);
  const activeIndex = Math.max(0, found);
  // oxlint-disable-next-line react/incompatible-library -- the page is not compiled, so nothing of it is memoized
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    scrollPaddingStart: ROW_HEIGHT,
    getItemKey: (index) => rows[index]?.ref.uid ?? index,
    // What has the focus stays in the page.
    rangeExtractor: rowsInSightAnd(activeIndex),
  });
  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    const button = scroll.current?.querySelector<HTMLElement>('.table-name[tabindex="0"]');
    if (button === null || button === undefined) return;
    wantsFocus.current = false;
    button.focus({ preventScroll: true });
  });

  function goTo(index: number) {
    const row = rows[Math.min(rows.length - 1, Math.max(0, index))];
    if (row === undefined) return;
    setActive(row.ref.uid);
    wantsFocus.current = true;
    virtual.scrollToIndex(rows.indexOf(row));
  }

  function onKeyDown(event: KeyboardEvent) {
    const row = rows[activeIndex];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') props.onSelect(undefined);
    // Everything else is said to a row, by the button that is its name.
    if (row === undefined || !(event.target as Element).matches('.table-name')) return;
    const page = Math.max(1, Math.floor((scroll.current?.clientHeight ?? 0) / ROW_HEIGHT) - 2);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: activeIndex + 1,
      ArrowUp: activeIndex - 1,
      PageDown: activeIndex + page,
      PageUp: activeIndex - page,
      Home: 0,
      End: rows.length - 1,
    };
    const next = steps[event.key];
    if (next !== undefined) goTo(next);
    else if (event.key === 'Delete') props.onAction('delete', row.ref);
    else return;
    event.preventDefault();
  }

  const template = { gridTemplateColumns: `${columns.map((column) => column.width).join(' ')} 36px` };
  return (
    <div className="table-scroll-box" ref={scroll}>
      <div
        role="table"
        className="things"
        aria-label={t(`table.${kind}`)}
        aria-rowcount={rows.length + 1}
        onKeyDown={onKeyDown}
      >
        <div role="rowgroup" className="things-head">
          <div role="row" aria-rowindex={1} className="things-row" style={template}>
            {columns.map((column) => (
              <Heading key={column.id} column={column} sorting={sorting} onSort={onSort} />
            ))}
            <span role="columnheader">
              <span className="visually-hidden">{t('inspector.actions')}</span>
            </span>
          </div>
        </div>
        <div role="rowgroup" className="things-body" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start, key }) => {
            const row = rows[index];
            if (row === undefined) return null;
            return (
              <TableRow
                key={key}
                row={row}
                columns={columns}
                index={index}
                style={{ ...template, transform: `translateY(${start}px)` }}
                isStop={index === activeIndex}
                isSelected={props.selection?.uid === row.ref.uid}
                isHighlighted={props.highlighted?.has(row.ref.uid) === true}
                onSelect={() => {
                  setActive(row.ref.uid);
                  props.onSelect(row.ref);
                }}
                onFocus={() => setActive(row.ref.uid)}
                onOpenMenu={(point) => props.onOpenMenu(row.ref, point)}
              />
            );
          })}
        </div>
      </div>
      {rows.length === 0 && (
        <p className="table-empty">{t(props.found === undefined ? 'table.none' : 'table.noneFound')}</p>
      )}
    </div>
  );
}

function Heading({
  column,
  sorting,
  onSort,
}: {
  column: Column;
  sorting: Sorting;
  onSort: (sorting: Sorting) => void;
}) {
  const isSorted = sorting.column === column.id;
  const Arrow = sorting.descending ? ArrowDown : ArrowUp;
  return (
    <span role="columnheader" aria-sort={isSorted ? (sorting.descending ? 'descending' : 'ascending') : 'none'}>
      <button type="button" onClick={() => onSort(pressed(sorting, column.id))}>
        {column.label}
        {isSorted && <Arrow size={12} aria-hidden />}
      </button>
    </span>
  );
}

function cellClass({ id, mono }: Column, { trouble }: Row): string | undefined {
  if (id === trouble) return 'is-bad';
  return mono === true ? 'mono' : undefined;
}

function TableRow({
  row,
  columns,
  index,
  style,
  isStop,
  isSelected,
  isHighlighted,
  onSelect,
  onFocus,
  onOpenMenu,
}: {
  row: Row;
  columns: readonly Column[];
  index: number;
  style: CSSProperties;
  isStop: boolean;
  isSelected: boolean;
  isHighlighted: boolean;
  onSelect: () => void;
  onFocus: () => void;
  onOpenMenu: (point: { x: number; y: number }) => void;
}) {
  const t = useTexts();
  const { name } = row.ref;
  function onContextMenu(event: MouseEvent<HTMLElement>) {
    event.preventDefault();
    const { left, bottom } = event.currentTarget.getBoundingClientRect();
    // A key has no place: the menu then opens at the row.
    onOpenMenu(event.button === 2 ? { x: event.clientX, y: event.clientY } : { x: left + 12, y: bottom });
  }
  const className = `things-row${isSelected ? ' is-selected' : ''}${isHighlighted ? ' is-highlighted' : ''}`;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={className}
      style={style}
      onClick={onSelect}
      onContextMenu={onContextMenu}
    >
      {columns.map((column) => {
        const { text } = row.cells[column.id] ?? { text: '' };
        return column.id === 'name' ? (
          <span key={column.id} role="rowheader">
            <button
              type="button"
              className="table-name"
              tabIndex={isStop ? 0 : -1}
              aria-label={text}
              aria-pressed={isSelected}
              onFocus={onFocus}
            >
              {row.glyph !== undefined && <PodGlyphMark glyph={row.glyph} />}
              {/* A long name is cut in its middle: what tells it from others of its owner is at its end. */}
              <span className="table-name-text">
                <span className="table-name-start">{text.slice(0, -NAME_END)}</span>
                {text.slice(-NAME_END)}
              </span>
            </button>
          </span>
        ) : (
          <span key={column.id} role="cell" className={cellClass(column, row)} title={text}>
            {text}
          </span>
        );
      })}
      <span role="cell">
        <button
          type="button"
          className="icon-button table-actions"
          tabIndex={isStop ? 0 : -1}
          aria-label={t('inspector.actionsFor', { name })}
          onFocus={onFocus}
          onClick={(event) => {
            event.stopPropagation();
            const { left, bottom } = event.currentTarget.getBoundingClientRect();
            onOpenMenu({ x: left, y: bottom });
          }}
        >
          <Ellipsis size={16} aria-hidden />
        </button>
      </span>
    </div>
  );
}
