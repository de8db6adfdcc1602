import type { ComponentChildren } from 'preact'
import { Page } from '../../components/page.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { atDesk } from '../../session.ts'
import { useAnswer } from '../../use-answer.ts'
import type { OwnList, OwnLists } from '../../worker/recipient-lists.ts'

export const BACK = { href: '/recipient-lists', text: 'Back to the lists' }

/** Shows a page of one of one’s lists as soon as it is found; of none where `id` is null. */
export function OfList({
  id,
  title,
  children,
}: {
  id: string | null
  title: string
  children: (list: OwnList | null, lists: OwnLists) => ComponentChildren
}) {
  const answer = useAnswer(() => atDesk().ownLists(), [id])
  if (answer.state === 'there') {
    const list = answer.value.lists.find((one) => one.id === id) ?? null
    if (list !== null || id === null) return <>{children(list, answer.value)}</>
  }
  return (
    <Page key="waiting" title={title} back={BACK} marking="RESTRICTED">
      <Waiting answer={answer} words="Looking for the list">
        {() => <p class="govuk-body">There is no such list any more. A colleague may have removed it.</p>}
      </Waiting>
    </Page>
  )
}
