import { useRoute } from 'preact-iso'
import { atDesk } from '../../session.ts'
import { OpenedPage } from './opened-page.tsx'

/** The sender's own copy of what was sent, and how it stands with each recipient. */
export default function OwnCopy() {
  const { id = '' } = useRoute().params
  return (
    <OpenedPage
      of={id}
      back={{ href: '/sent', text: 'Back to what was sent' }}
      open={() => atDesk().openSent(id)}
      delivery={null}
    />
  )
}
