import type { ManifestDocument } from '../../manifests/index.ts';
import type { ParsedFile } from '../review.ts';
import type { SessionPort } from '../session-port.ts';
import { withFields } from '../texts/fix.ts';
import { identity } from '../texts/identity.ts';
import type { ComparisonPlan, Variant } from './comparison.ts';
import { variantChanges } from './variant.ts';

interface Described {
  readonly parsed: ParsedFile;
  readonly document: ManifestDocument;
}

/** The document of the texts that describes the Deployment of a plan; undefined when none does. */
function described(
  files: readonly ParsedFile[],
  { namespace, deployment }: Pick<ComparisonPlan, 'namespace' | 'deployment'>,
): Described | undefined {
  for (const parsed of files) {
    const document = parsed.manifests.documents.find((each) => {
      const own = identity(each);
      return own.kind === 'Deployment' && own.name === deployment && own.namespace === namespace;
    });
    if (document !== undefined) return { parsed, document };
  }
  return undefined;
}

/** Whether a text of the editor describes the Deployment of a plan. */
export function isInText(
  session: Pick<SessionPort, 'parsedFiles'>,
  plan: Pick<ComparisonPlan, 'namespace' | 'deployment'>,
): boolean {
  return described(session.parsedFiles(), plan) !== undefined;
}

/**
 * Writes a variant into the text that describes its Deployment, and leaves alone every line that is not about it; the
 * cluster changes when the text is applied. False when no text describes it or the text cannot be changed there.
 */
export function writeVariant(session: SessionPort, plan: ComparisonPlan, variant: Variant): boolean {
  const found = described(session.parsedFiles(), plan);
  if (found === undefined) return false;
  const { file } = found.parsed;
  const changes = variantChanges(found.document.object, variant, plan);
  const text = withFields(file.text, found.document, changes);
  if (text === undefined) return false;
  session.textFiles.write(file.name, text);
  session.activateFile(file.name);
  return true;
}
