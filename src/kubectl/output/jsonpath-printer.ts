import { findByJsonPath, goQuote, parseJsonPath, type JsonPath } from '../../engine/index.ts';
import { toJson } from '../../manifests/index.ts';
import { KubectlError } from '../errors.ts';
import { goSyntax } from './go-syntax.ts';
import { evaluateJsonPath } from './jsonpath.ts';

function parse(template: string): JsonPath {
  try {
    return parseJsonPath(template);
  } catch (error) {
    throw new KubectlError(`error parsing jsonpath ${template}, ${error instanceof Error ? error.message : ''}`);
  }
}

/** `-o jsonpath=...` and `-o jsonpath-as-json=...` (cli-runtime pkg/printers/jsonpath.go). */
export function jsonPathPrinter(
  template: string,
  { allowMissing, asJson }: { allowMissing: boolean; asJson: boolean },
): (object: object) => string {
  const path = parse(template);
  return (object) => {
    try {
      return asJson ? toJson(findByJsonPath(path, object, allowMissing)) : evaluateJsonPath(path, object, allowMissing);
    } catch (error) {
      const reason = error instanceof Error ? error.message : '';
      throw new KubectlError(
        `error executing jsonpath ${goQuote(template)}: Error executing template: ${reason}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${template}\n\tobject given to jsonpath engine was:\n\t\t${goSyntax(object)}\n\n\n`,
      );
    }
  };
}
