import { Play, Square } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTexts } from '../../i18n/index.ts';
import type { Comparison, ComparisonPlan, ComparisonView, Side } from '../../session/index.ts';
import { closeOverlay } from '../chrome/overlay.ts';
import { useSession } from '../chrome/session-context.ts';
import { Sheet } from '../chrome/overlays/Sheet.tsx';
import { PlanFields } from './PlanFields.tsx';
import { Results } from './Results.tsx';
import { VariantFields } from './VariantFields.tsx';
import { chartScale } from './chart-scale.ts';
import './compare.css';

/** Which Deployment the comparison begins with. */
export interface ComparedDeployment {
  readonly namespace: string;
  readonly name: string;
}

const sides: readonly Side[] = ['a', 'b'];

/** The cluster on the screen, to be copied: of the past it is the one that stands there. */
function useStart() {
  const session = useSession();
  return useMemo(() => session.history.target().cluster, [session]);
}

/** The same load over two ways to roll a Deployment out, side by side, in two copies of the cluster. */
export function CompareSheet({
  comparison,
  deployment,
}: {
  comparison: Comparison;
  deployment: ComparedDeployment | undefined;
}) {
  const t = useTexts();
  const session = useSession();
  const cluster = useStart();
  const deployments = useMemo(() => comparison.comparable(cluster.live), [comparison, cluster]);
  const [chosen, setChosen] = useState(() => {
    const wanted = deployments.findIndex(
      ({ metadata }) => metadata.namespace === deployment?.namespace && metadata.name === deployment?.name,
    );
    return Math.max(0, wanted);
  });
  const shown = deployments[chosen];
  const [plan, setPlan] = useState<ComparisonPlan | undefined>(() => shown && comparison.firstPlan(cluster, shown));
  const [view, setView] = useState<ComparisonView>();
  const run = useRef<InstanceType<Comparison['ComparisonRun']>>(undefined);
  const isRunning = view !== undefined && !view.isOver;
  const isInText = plan !== undefined && comparison.isInText(session, plan);

  useEffect(() => () => run.current?.cancel(), []);

  function edit(next: ComparisonPlan | undefined): void {
    setPlan(next);
    setView(undefined);
  }

  function choose(index: number): void {
    setChosen(index);
    const next = deployments[index];
    edit(next && comparison.firstPlan(cluster, next));
  }

  function start(): void {
    if (plan === undefined) return;
    run.current = new comparison.ComparisonRun(session.frames, session.history.target().cluster, plan, setView);
    setView(run.current.view());
    run.current.start();
  }

  function stop(): void {
    run.current?.cancel();
    setView(undefined);
  }

  function write(side: Side): void {
    const tried = run.current?.plan;
    if (tried === undefined || !comparison.writeVariant(session, tried, tried.variants[side])) return;
    session.toast({ key: 'compare.written', params: { side: side.toUpperCase(), name: tried.deployment } });
    closeOverlay();
  }

  const [least, most] = comparison.bounds.perSecond;
  const [shortest, longest] = comparison.bounds.seconds;
  const isAcceptable =
    plan !== undefined &&
    plan.perSecond >= least &&
    plan.perSecond <= most &&
    plan.seconds >= shortest &&
    plan.seconds <= longest &&
    plan.way.url.trim() !== '' &&
    (plan.rollout.type === 'restart' || plan.rollout.image.trim() !== '');
  const scale = view === undefined || plan === undefined ? undefined : chartScale(plan.seconds, view);
  const progress = view === undefined ? 0 : (view.sides.a.progress + view.sides.b.progress) / 2;

  return (
    <Sheet title={t('compare.title')} isWide>
      <p className="compare-lead">{t('compare.lead')}</p>
      {shown === undefined && <p className="dock-note">{t('compare.noDeployment')}</p>}
      {shown !== undefined && (
        <PlanFields
          comparison={comparison}
          deployments={deployments}
          chosen={chosen}
          ways={comparison.waysTo(cluster.live, shown)}
          plan={plan}
          isLocked={isRunning}
          onChoose={choose}
          onEdit={edit}
        />
      )}
      {plan !== undefined && shown !== undefined && (
        <>
          <div className="compare-pairs" role="group" aria-label={t('compare.pairs')}>
            <span>{t('compare.pairs')}</span>
            {comparison.variantPairs.map((pair) => {
              const variants = comparison.pairOf(pair, comparison.variantOf({ ...shown }, plan.way));
              return (
                <button
                  key={pair}
                  type="button"
                  className="button"
                  disabled={isRunning}
                  aria-pressed={JSON.stringify(variants) === JSON.stringify(plan.variants)}
                  onClick={() => edit({ ...plan, variants })}
                >
                  {t(`compare.pair.${pair}`)}
                </button>
              );
            })}
            <span className="compare-run">
              {isRunning && (
                <progress value={progress} max={1} aria-label={t('compare.progress')}>
                  {`${Math.round(progress * 100)} %`}
                </progress>
              )}
              {isRunning ? (
                <button type="button" className="button" onClick={stop}>
                  <Square size={12} aria-hidden />
                  {t('compare.stop')}
                </button>
              ) : (
                <button type="button" className="button primary" disabled={!isAcceptable} onClick={start}>
                  <Play size={14} aria-hidden />
                  {t('compare.run')}
                </button>
              )}
            </span>
          </div>
          <p className="compare-verdict" role="status">
            {view?.difference?.map(({ key, params }) => (
              <span key={key + JSON.stringify(params)}>{t(key, params)} </span>
            ))}
          </p>
          <div className="compare-sides">
            {sides.map((side) => (
              <section key={side} className="compare-side" aria-label={t('compare.side', { side: side.toUpperCase() })}>
                <VariantFields
                  side={side}
                  variant={plan.variants[side]}
                  isLocked={isRunning}
                  onEdit={(variant) => edit({ ...plan, variants: { ...plan.variants, [side]: variant } })}
                />
                {view !== undefined && scale !== undefined && (
                  <Results
                    view={view.sides[side]}
                    scale={scale}
                    {...(view.isOver && isInText && { onWrite: () => write(side), side })}
                  />
                )}
              </section>
            ))}
          </div>
          {view?.isOver === true && !isInText && <p className="compare-lead">{t('compare.notInText')}</p>}
        </>
      )}
    </Sheet>
  );
}
