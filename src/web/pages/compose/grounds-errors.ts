import type { FieldError } from '../../components/error-summary.tsx'
import { atDesk } from '../../session.ts'
import { failed } from '../../use-answer.ts'
import type { GroundsFault } from '../../worker/compose/request.ts'
import type { Composing } from './composing.ts'

/** Whether what is typed on a page of the grounds is as it must be; what is not is told there. What the rules want besides is no error. */
export async function groundsErrors(
  { composition, files }: Composing,
  step: GroundsFault['step'],
  tell: (errors: readonly FieldError[]) => void,
): Promise<boolean> {
  try {
    const { groundsFaults } = await atDesk().judge(composition, files)
    const wrong = groundsFaults.filter((fault) => fault.step === step)
    tell(wrong.map(({ field, message }) => ({ field, message })))
    return wrong.length === 0
  } catch (error) {
    tell([{ field: null, message: failed(error).message }])
    return false
  }
}
