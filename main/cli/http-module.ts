/**
 * Node's HTTP client. Not by `import … from 'node:http'`: that reads every export of the module, and three of them (WebSocket and its events)
 * load all of undici, 20 ms or more of a command's start. This way only what is used is loaded: 3 ms.
 */
export const http = process.getBuiltinModule('node:http')
