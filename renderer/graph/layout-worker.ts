import { layOut, type LayoutRequest } from './layout.ts'

addEventListener('message', (event: MessageEvent<LayoutRequest>) => postMessage(layOut(event.data)))
