import { answerReasons, reasonSentence } from '../../domain/receipt-reasons.ts'
import { Radios } from './radios.tsx'

type ReasonRadiosProps = {
  label: string
  value: string
  error: string | undefined
  onChange?: (code: string) => void
}

/** Why something is given back: one of a closed list, which auditors read. */
export const ReasonRadios = (props: ReasonRadiosProps) => (
  <Radios
    {...props}
    id="code"
    hint="Its sender and auditors see the reason."
    choices={answerReasons().map((code) => ({ value: code, text: reasonSentence(code) }))}
  />
)
