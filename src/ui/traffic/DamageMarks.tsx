import { useCallback, useState } from 'react';
import { createPathReader, damageMarks, tile, type DamageMark } from '../../scene/index.ts';
import type { Session } from '../../session/index.ts';
import { useScope } from '../canvas/canvas-scope.ts';
import { useSampled } from './use-sampled.ts';

const none: readonly DamageMark[] = [];

function isSame(a: readonly DamageMark[], b: readonly DamageMark[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** What is broken in the network, at the nodes and pods that it is about. */
export function DamageMarks() {
  const { store, t } = useScope();
  const [readPaths] = useState(createPathReader);
  const read = useCallback(
    (session: Session) => {
      const damage = session.traffic.damage();
      const scene = store.scene();
      return damage === undefined ? none : damageMarks(scene, readPaths(scene), damage);
    },
    [store, readPaths],
  );
  const marks = useSampled(read, isSame);
  return (
    <>
      <svg className="damage-lines" aria-hidden width="1" height="1">
        {marks.map(({ key, line }) =>
          line === undefined ? null : <line key={key} x1={line[0].x} y1={line[0].y} x2={line[1].x} y2={line[1].y} />,
        )}
        {marks.flatMap(({ key, tiles }) =>
          tiles.map(({ x, y }) => (
            <rect
              key={`${key} ${x} ${y}`}
              x={x - 3}
              y={y - 3}
              width={tile.width + 8}
              height={tile.height + 8}
              rx="10"
            />
          )),
        )}
      </svg>
      {marks.map(({ key, type, at, line, node, values }) => (
        <span
          key={key}
          className={`damage-mark${line === undefined ? '' : ' is-between'}`}
          style={{ left: at.x, top: at.y }}
        >
          {node === undefined
            ? t(`damage.mark.${type}`, values)
            : t('damage.mark.onNode', { node, what: t(`damage.mark.${type}`, values) })}
        </span>
      ))}
    </>
  );
}
