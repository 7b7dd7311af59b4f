import { Unlink } from 'lucide-react';
import { memo } from 'react';
import { selectorText, type Card, type ServiceView } from '../../scene/index.ts';
import { say, useMarkClasses, useScope, useTopic } from './canvas-scope.ts';
import './entrance-cards.css';
import { PodGlyphMark } from './PodGlyphMark.tsx';

function endpointsGlyph(service: ServiceView): 'ready' | 'starting' | 'failing' {
  if (service.broken !== undefined) return service.hopeful ? 'starting' : 'failing';
  return service.ready === service.total && service.total > 0 ? 'ready' : 'starting';
}

function Endpoints({ service }: { service: ServiceView }) {
  const { t } = useScope();
  const { ready, total, terminating } = service;
  const isSaid = terminating === 0 && total < 10;
  if (service.type === 'ExternalName') return <span className="card-line">{t('canvas.service.externalName')}</span>;
  return (
    <span className="card-line">
      <PodGlyphMark glyph={endpointsGlyph(service)} />
      {isSaid && (
        <span className="card-words near">{t('canvas.service.endpoints', { ready, total, count: total })}</span>
      )}
      {/* Of many, or beside those that leave, there is room for the numbers only, as there is further out. */}
      <span className={`card-words${isSaid ? ' far' : ''}`}>
        {total < 100 ? t('canvas.service.ready', { ready, total }) : `${ready} / ${total}`}
      </span>
      {terminating > 0 && (
        <span className="service-terminating" title={t('canvas.service.terminating', { count: terminating })}>
          <PodGlyphMark glyph="terminating" />
          {terminating}
        </span>
      )}
    </span>
  );
}

/** One Service: how it is reached, whom it selects, and how many of these answer. */
export const ServiceCard = memo(function ServiceCard({ card }: { card: Card }) {
  const { t } = useScope();
  const service = useTopic(`service/${card.uid}`, (scene) =>
    scene.picture.services.find((item) => item.uid === card.uid),
  );
  const marks = useMarkClasses(card.uid);
  if (service === undefined) return null;
  const port = service.nodePorts.join(', ');
  const name = say(t, service.label);
  const isBroken = service.broken !== undefined && !service.hopeful;
  return (
    <button
      type="button"
      tabIndex={-1}
      className={`card card-face is-whole card-button service-card${isBroken ? ' is-broken' : ''}${marks}`}
      data-resource="services"
      data-uid={service.uid}
      aria-label={service.broken === undefined ? name : `${name}, ${say(t, service.broken)}`}
    >
      <span className="card-kind near">
        Service · {service.type}
        {port !== '' && ` ${port}`}
      </span>
      <span className="card-title">
        <span className="card-name">{service.name}</span>
        <span className="card-mono near">
          {service.address}
          {service.ports.length > 0 && `:${service.ports.join(',')}`}
        </span>
      </span>
      <Endpoints service={service} />
      {service.broken === undefined ? (
        <span className="card-line card-mono near">
          {service.selector === undefined ? t('canvas.service.noSelector') : selectorText(service.selector)}
        </span>
      ) : (
        <span className={`card-line near ${isBroken ? 'is-bad' : 'is-wait'}`}>
          {isBroken && <Unlink aria-hidden />}
          <span className="card-words">{say(t, service.broken)}</span>
        </span>
      )}
    </button>
  );
});
