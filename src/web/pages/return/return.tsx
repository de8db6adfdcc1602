import { useRoute } from 'preact-iso'
import { Answering } from '../answering/answering.tsx'

/** Gives back what is not for one’s team, with advice where there is some. */
export default function Return() {
  const { id = '' } = useRoute().params
  return <Answering of={id} received task="return" />
}
