import { startDemoPlatform } from './server.ts';

/** Harbor CRM alone: `node boot.cjs infra/local/demo-platform/main.ts [data folder] [port]`. */
const [dataFolder = '.stepify/demo-platform', port = '4610'] = process.argv.slice(2);
const harbor = await startDemoPlatform({ dataFolder, port: Number(port) });
console.log(`Harbor CRM: ${harbor.signInUrl}\n${harbor.user} / ${harbor.password}`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void harbor.stop());
