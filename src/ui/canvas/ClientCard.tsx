import { Globe } from 'lucide-react';
import { memo } from 'react';
import { isEntrance, type Card } from '../../scene/index.ts';
import { useScope, useTopic } from './canvas-scope.ts';
import './entrance-cards.css';

/** Whoever is outside of the cluster. */
export const ClientCard = memo(function ClientCard(_: { card: Card }) {
  const { t } = useScope();
  const count = useTopic('picture', (scene) => scene.picture.services.filter(isEntrance).length);
  return (
    <button
      type="button"
      className="card card-face is-whole card-button client-card"
      data-client
      data-uid="client"
      tabIndex={-1}
      aria-label={t('canvas.client.label', { count })}
      title={t('canvas.client.send')}
    >
      <span className="card-kind near">{t('canvas.client.outside')}</span>
      <span className="card-title">
        <Globe aria-hidden />
        <span className="card-name">{t('canvas.client.name')}</span>
      </span>
      <span className="card-kind near">
        {count === 0 ? t('canvas.client.noWayIn') : t('canvas.client.waysIn', { count })}
      </span>
    </button>
  );
});
