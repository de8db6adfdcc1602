import { ApiProblemError, PinChangedError } from '../../sdk/errors.ts'
import { sentenceOf } from '../../sdk/sentence.ts'
import { codeOf } from './error-code.ts'
import { problemNamed } from './failures.ts'
import { isOfThisProgram } from './reach.ts'

/** What went wrong, in a sentence that the operator of the watch can act on. */
export function sentenceFor(error: unknown): string {
  if (error instanceof ApiProblemError && problemNamed(error) === null) return betweenSentence(error)
  const sentence = sentenceOf(error) ?? systemSentence(error)
  if (!(error instanceof PinChangedError)) return sentence
  return `${sentence} If the change is right: despatch login with --repin ${error.owner.replace(/^mailbox:/, '')}.`
}

/** Of what is not the service's own answer no word is repeated: anybody may have written it. */
function betweenSentence({ status }: ApiProblemError): string {
  if (status >= 500) {
    return `Something between this machine and the service answers in its place (${status}). The service may be away.`
  }
  const what = status === 413 ? ', since it is too large for that' : ''
  return `Something between this machine and the service refuses it (${status})${what}. Whoever looks after the proxy or the firewall can let it through.`
}

/** Errors of the file system carry paths with the court's names; the code is enough to act on. */
function systemSentence(error: unknown): string {
  return isOfThisProgram(error)
    ? `Something went wrong in this program (${error instanceof Error ? error.name : 'unknown'}). Please report it.`
    : `The folder cannot be worked with (${codeOf(error)}). Look at its disk, its share and its permissions.`
}
