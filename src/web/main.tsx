import 'govuk-frontend/dist/govuk/govuk-frontend.min.css'
import './style.css'
import { render } from 'preact'
import { App } from './app.tsx'
import { drawTextSafely } from './drawn-text.ts'

drawTextSafely()
const place = document.getElementById('app')
if (place) render(<App />, place)
