import { answerReasons, reasonSentence } from '../../domain/receipt-reasons.ts'
import { Radios } from './radios.tsx'

type ReasonRadiosProps = {
  /** that its advice is in a reply is a reason only where one can go with it */
  withAdvice: boolean
  label: string
  value: string
  error: string | undefined
  onChange?: (code: string) => void
}

/** Why something is given back: one of a closed list, which auditors read. */
export const ReasonRadios = ({ withAdvice, ...props }: ReasonRadiosProps) => (
  <Radios
    {...props}
    id="code"
    hint="Its sender and auditors see the reason."
    choices={answerReasons()
      .filter((code) => withAdvice || code !== 'advice-given')
      .map((code) => ({ value: code, text: reasonSentence(code) }))}
  />
)
