import { useTexts } from '../../i18n/index.ts';
import { acceptedText } from '../editor/monaco/annotation-help.ts';
import { Sheet } from '../chrome/overlays/Sheet.tsx';
import type { BehaviourAnnotation } from '../../engine/index.ts';
import './behaviour.css';

/** Every annotation by which a manifest says what its images do: what it does, what it takes, and an example. */
export function BehaviourSheet({ annotations }: { annotations: readonly BehaviourAnnotation[] }) {
  const t = useTexts();
  return (
    <Sheet title={t('behaviour.title')} isWide>
      <p className="behaviour-lead">
        {t('behaviour.lead')} {t('behaviour.one', { key: 'podground.dev/status.web' })}
      </p>
      <dl className="behaviour-list">
        {annotations.map(({ name, example, accepts }) => (
          <div key={name}>
            <dt>
              <code>{`podground.dev/${name}: "${example}"`}</code>
            </dt>
            <dd>
              {t(`behaviour.about.${name}`)}
              <small>{`${t('behaviour.values')}: ${acceptedText(accepts, t)}`}</small>
            </dd>
          </div>
        ))}
      </dl>
    </Sheet>
  );
}
