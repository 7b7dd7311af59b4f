import { useId } from 'react';
import type { Deployment } from '../../engine/index.ts';
import { useTexts } from '../../i18n/index.ts';
import type { Comparison, ComparisonPlan, Way } from '../../session/index.ts';

const methods = ['GET', 'POST', 'PUT', 'DELETE'];

/** What is rolled out, and what is asked meanwhile: the same for both sides. */
export function PlanFields({
  comparison,
  deployments,
  chosen,
  ways,
  plan,
  isLocked,
  onChoose,
  onEdit,
}: {
  comparison: Comparison;
  deployments: readonly Deployment[];
  chosen: number;
  ways: readonly Way[];
  plan: ComparisonPlan | undefined;
  isLocked: boolean;
  onChoose: (index: number) => void;
  onEdit: (plan: ComparisonPlan) => void;
}) {
  const t = useTexts();
  const listId = useId();
  return (
    <fieldset className="compare-plan" disabled={isLocked}>
      <legend className="visually-hidden">{t('compare.plan')}</legend>
      <label>
        <span>{t('compare.deployment')}</span>
        <select className="field" value={chosen} onChange={(event) => onChoose(Number(event.target.value))}>
          {deployments.map(({ metadata: { namespace = 'default', name, uid } }, index) => (
            <option key={uid} value={index}>
              {namespace === 'default' ? name : `${namespace}/${name}`}
            </option>
          ))}
        </select>
      </label>
      {plan === undefined && <p className="compare-note">{t('compare.noService')}</p>}
      {plan !== undefined && (
        <>
          <label>
            <span>{t('compare.rollout')}</span>
            <select
              className="field"
              value={plan.rollout.type}
              onChange={(event) =>
                onEdit({
                  ...plan,
                  rollout:
                    event.target.value === 'image'
                      ? { type: 'image', image: imageOf(deployments[chosen], plan.way) }
                      : { type: 'restart' },
                })
              }
            >
              <option value="image">{t('compare.newImage')}</option>
              <option value="restart">{t('compare.restart')}</option>
            </select>
          </label>
          {plan.rollout.type === 'image' && (
            <label>
              <span>{t('compare.image')}</span>
              <input
                className="field mono"
                spellCheck={false}
                autoComplete="off"
                value={plan.rollout.image}
                onChange={(event) => onEdit({ ...plan, rollout: { type: 'image', image: event.target.value } })}
              />
            </label>
          )}
          <label>
            <span>{t('compare.method')}</span>
            <select
              className="field"
              value={plan.method}
              onChange={(event) => onEdit({ ...plan, method: event.target.value })}
            >
              {methods.map((method) => (
                <option key={method}>{method}</option>
              ))}
            </select>
          </label>
          <label className="compare-url">
            <span>{plan.way.from === 'outside' ? t('compare.urlOutside') : t('compare.urlInside')}</span>
            <input
              className="field mono"
              list={listId}
              spellCheck={false}
              autoComplete="off"
              value={plan.way.url}
              onChange={(event) => {
                const url = event.target.value;
                onEdit({ ...plan, way: ways.find((way) => way.url === url) ?? { ...plan.way, url } });
              }}
            />
            <datalist id={listId}>
              {ways.map(({ url }) => (
                <option key={url} value={url} />
              ))}
            </datalist>
          </label>
          <NumberField
            label={t('compare.perSecond')}
            value={plan.perSecond}
            bounds={comparison.bounds.perSecond}
            onEdit={(perSecond) => onEdit({ ...plan, perSecond })}
          />
          <NumberField
            label={t('compare.seconds')}
            value={plan.seconds}
            bounds={comparison.bounds.seconds}
            onEdit={(seconds) => onEdit({ ...plan, seconds })}
          />
        </>
      )}
    </fieldset>
  );
}

function imageOf(deployment: Deployment | undefined, { container }: Way): string {
  return deployment?.spec.template.spec.containers[container]?.image ?? '';
}

function NumberField({
  label,
  value,
  bounds: [least, most],
  onEdit,
}: {
  label: string;
  value: number;
  bounds: readonly [number, number];
  onEdit: (value: number) => void;
}) {
  const t = useTexts();
  const isWrong = !(value >= least && value <= most);
  return (
    <label className="compare-number">
      <span>{label}</span>
      <input
        className="field"
        type="number"
        min={least}
        max={most}
        value={Number.isNaN(value) ? '' : value}
        aria-invalid={isWrong}
        title={t('compare.between', { least, most })}
        onChange={(event) => onEdit(event.target.valueAsNumber)}
      />
    </label>
  );
}
