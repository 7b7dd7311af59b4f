import { Copy } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { KubeObject } from '../../engine/index.ts';
import { useTexts } from '../../i18n/index.ts';
import { useSession, useSessionState } from '../chrome/session-context.ts';

/** The live object, as `kubectl get -o yaml` prints it. */
export function ObjectYaml({ object }: { object: KubeObject }) {
  const t = useTexts();
  const [copied, setCopied] = useState(false);
  const session = useSession();
  const ready = useSessionState((state) => state.toolsReady);
  useEffect(() => session.withTools(() => undefined), [session]);
  const text = useMemo(() => (ready ? (session.yaml(object) ?? '') : ''), [session, ready, object]);
  return (
    <div className="object-yaml">
      <button
        type="button"
        className="button"
        onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
      >
        <Copy size={14} aria-hidden />
        {copied ? t('inspector.copied') : t('inspector.copy')}
      </button>
      <pre tabIndex={0} role="region" aria-label={t('inspector.yaml')}>
        {text}
      </pre>
    </div>
  );
}
