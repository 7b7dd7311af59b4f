import { useTexts } from '../../i18n/index.ts';
import type { Side, StrategyChoice, Variant } from '../../session/index.ts';

const strategies: readonly StrategyChoice[] = ['Recreate', 'RollingUpdate', 'keepsAll'];

/** What is tried on one side. */
export function VariantFields({
  side,
  variant,
  isLocked,
  onEdit,
}: {
  side: Side;
  variant: Variant;
  isLocked: boolean;
  onEdit: (variant: Variant) => void;
}) {
  const t = useTexts();
  return (
    <fieldset className="compare-variant" disabled={isLocked}>
      <legend>{side.toUpperCase()}</legend>
      <label>
        <span className="visually-hidden">{t('compare.strategy')}</span>
        <select
          className="field"
          value={variant.strategy}
          onChange={(event) => {
            const strategy = strategies.find((each) => each === event.target.value);
            if (strategy !== undefined) onEdit({ ...variant, strategy });
          }}
        >
          {strategies.map((strategy) => (
            <option key={strategy} value={strategy}>
              {t(`compare.strategy.${strategy}`)}
            </option>
          ))}
        </select>
      </label>
      <label className="compare-check">
        <input
          type="checkbox"
          checked={variant.readinessProbe}
          onChange={(event) => onEdit({ ...variant, readinessProbe: event.target.checked })}
        />
        {t('compare.readinessProbe')}
      </label>
      <label className="compare-check">
        <input
          type="checkbox"
          checked={variant.preStop}
          onChange={(event) => onEdit({ ...variant, preStop: event.target.checked })}
        />
        {t('compare.preStop')}
      </label>
    </fieldset>
  );
}
