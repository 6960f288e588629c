import { openPlace, watchLoop } from '/work/main/bench/place.ts'
const place = await openPlace({ history: 1000 }); await place.call('engine.pause', {})
const aliases = Array.from({ length: 10_000 }, (_, i) => `job${i}`)
for (let r=0;r<4;r++){
    const jobs = Object.fromEntries(aliases.map((alias, i) => [alias, { prompt: `Part ${i}`, ...(i < 10 ? {} : { after: [aliases[i - 10]!] }) }]))
    const plan = { pipeline: 'bulk', defaults: { repository: place.repository, profile: 'bench' }, jobs }
    const c=process.cpuUsage(); const t=performance.now()
    const w = await watchLoop(() => place.call('plans.submit', { plan })); const u=process.cpuUsage(c)
    console.log(Math.round(performance.now()-t), 'ms', (u.user/1000|0), (u.system/1000|0), 'blocked', w.blockedMs|0)
}
await place.engine.stop(); process.exit()
