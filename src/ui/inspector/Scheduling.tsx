import { Fragment } from 'react';
import type { NodeExplanation } from '../../engine/index.ts';
import { useTexts } from '../../i18n/index.ts';
import type { ObjectRef } from '../../scene/index.ts';
import { clockTextShort } from '../../session/index.ts';
import { useSampledFrame } from '../chrome/sampled-frame.ts';
import { useSession, useSessionState } from '../chrome/session-context.ts';

/** Nodes that are shown; of more, those with the most points. */
const MOST_NODES = 12;

interface Refusal {
  readonly plugin: string;
  readonly reason: string;
  readonly nodes: readonly string[];
}

/** Nodes that were refused, by the filter and its reason. */
function refusalsOf(nodes: readonly NodeExplanation[]): readonly Refusal[] {
  const refusals = new Map<string, Refusal>();
  for (const { node, filtered, filteredBy = '' } of nodes) {
    if (filtered === undefined) continue;
    const key = `${filteredBy} ${filtered}`;
    const known = refusals.get(key);
    refusals.set(key, { plugin: filteredBy, reason: filtered, nodes: [...(known?.nodes ?? []), node] });
  }
  return [...refusals.values()];
}

/** What the scheduler's filters and scores said of each node when it last looked at a pod. */
export function Scheduling({ pod }: { pod: ObjectRef }) {
  const t = useTexts();
  const session = useSession();
  const start = useSessionState((state) => state.startTime);
  const now = useSessionState((state) => state.now);
  // Asked anew when something may have changed.
  useSampledFrame();
  const explanation = session.cluster.scheduling(pod.uid);
  // What is looked at may be before that.
  if (explanation === undefined || explanation.time > now) return null;
  const { chosen, nodes, time } = explanation;
  const feasible = nodes.filter((node) => node.filtered === undefined).toSorted((a, b) => b.total - a.total);
  const refusals = refusalsOf(nodes);
  return (
    <section className="inspector-section scheduling" aria-label={t('inspector.scheduling')}>
      <h3>
        {t('inspector.scheduling')} <time>{clockTextShort(time - start)}</time>
      </h3>
      {refusals.length > 0 && (
        <>
          <p>{t('inspector.filtered', { count: nodes.length - feasible.length, total: nodes.length })}</p>
          <ul>
            {refusals.map(({ plugin, reason, nodes: refused }) => (
              <li key={`${plugin} ${reason}`}>
                <span className="mono">{plugin}</span> {reason}
                <span className="scheduling-nodes">{listOf(refused)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {chosen !== undefined && feasible.length < 2 && <p>{t('inspector.onlyNode', { node: chosen })}</p>}
      {feasible.length >= 2 && (
        <>
          <p className="scores-what">{t('inspector.scoresWhat', { count: feasible.length })}</p>
          <Scores nodes={feasible} chosen={chosen} />
        </>
      )}
    </section>
  );
}

function listOf(nodes: readonly string[]): string {
  const more = nodes.length - MOST_NODES;
  return `${nodes.slice(0, MOST_NODES).join(', ')}${more > 0 ? ` … +${more}` : ''}`;
}

/** `NodeResourcesFit` may be broken before its capitals, where there is little room. */
function breakable(name: string) {
  return name.split(/(?=[A-Z])/).map((word) => (
    <Fragment key={word}>
      <wbr />
      {word}
    </Fragment>
  ));
}

/** Plugins down, nodes across, best first. */
function Scores({ nodes, chosen }: { nodes: readonly NodeExplanation[]; chosen: string | undefined }) {
  const t = useTexts();
  const best = nodes.slice(0, MOST_NODES);
  // The chosen one is among the best, but of many equals it may be a late one.
  const own = nodes.find(({ node }) => node === chosen);
  const shown = own === undefined || best.includes(own) ? best : [own, ...best.slice(1)];
  const plugins = [...new Set(shown.flatMap(({ scores }) => Object.keys(scores)))];
  return (
    <div className="scores-scroll" tabIndex={0} role="region" aria-label={t('inspector.scores')}>
      <table className="scores" aria-label={t('inspector.scores')}>
        <thead>
          <tr>
            <td />
            {shown.map(({ node }) => (
              <th key={node} scope="col" data-chosen={node === chosen}>
                {node}
                {node === chosen && <span>{t('inspector.chosen')}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {plugins.map((plugin) => (
            <tr key={plugin}>
              <th scope="row">{breakable(plugin)}</th>
              {shown.map(({ node, scores }) => (
                <td key={node} data-chosen={node === chosen}>
                  {scores[plugin] ?? 0}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('inspector.total')}</th>
            {shown.map(({ node, total }) => (
              <td key={node} data-chosen={node === chosen}>
                {total}
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
