/**
 * The least that a list of runs takes over HTTP in Deno: `http_floor.ts DATABASE` serves 50 rows of SQLite as JSON, and
 * says where.
 */
import { DatabaseSync } from "node:sqlite";

const database = new DatabaseSync(Deno.args[0]!, { readOnly: true });
const statement = database.prepare("SELECT * FROM runs ORDER BY created_at DESC, id DESC LIMIT 50");
Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ port }) => console.log(JSON.stringify({ url: `http://127.0.0.1:${port}` })),
}, () => Response.json(statement.all()));
