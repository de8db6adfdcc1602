import 'govuk-frontend/dist/govuk/govuk-frontend.min.css'
import { render } from 'preact'
import workerUrl from './worker/session-worker.ts?worker&url'
console.log(workerUrl)
render(<p>hi</p>, document.body)
