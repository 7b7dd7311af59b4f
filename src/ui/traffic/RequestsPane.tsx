import { useTexts } from '../../i18n/index.ts';
import { ExchangeView } from './ExchangeView.tsx';
import { LoadView } from './LoadView.tsx';
import { RequestBar } from './RequestBar.tsx';
import { RequestList } from './RequestList.tsx';
import { useRequestPanel } from './request-panel.ts';
import './requests.css';

/** Send requests, and see what became of each. A default export, because that is what can be loaded lazily. */
export default function RequestsPane() {
  const t = useTexts();
  const chosen = useRequestPanel((panel) => panel.chosen);
  return (
    <div className="requests">
      <RequestBar />
      <div className="requests-body">
        <RequestList />
        <div className="request-detail" role="region" aria-label={t('requests.detail')} tabIndex={0}>
          {chosen === undefined && <p className="dock-note">{t('requests.choose')}</p>}
          {chosen?.type === 'exchange' && <ExchangeView key={chosen.id} id={chosen.id} />}
          {chosen?.type === 'load' && <LoadView key={chosen.id} id={chosen.id} />}
        </div>
      </div>
    </div>
  );
}
