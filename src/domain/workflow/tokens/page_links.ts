import type { Actor } from "../ports.ts";
import { hashOf } from "./hash_of.ts";
import type { TokenParts } from "./tokens.ts";

/** Keys of links that open the web page: each is good once, for five minutes. The store has their hashes alone. */
export interface PageLinks {
  create(): Promise<{ key: string; expiresAt: string }>;
  /** Who made the link that the key is of; undefined for one that is not known, is over or was used. */
  redeem(key: string): Promise<{ name: string } | undefined>;
}

const META = "page-links";
const MINUTES = 5;
/** 43 letters and digits are more than 220 bits. */
const LENGTH = 43;

interface Kept {
  hash: string;
  name: string;
  expiresAt: string;
}

export function pageLinks({ store, clock, actor, random }: TokenParts): PageLinks {
  const readValid = (): Kept[] => {
    const kept: Kept[] = JSON.parse(store.getMeta(META) ?? "[]");
    return kept.filter(({ expiresAt }) => Temporal.Instant.compare(expiresAt, clock.now()) > 0);
  };
  const write = (links: readonly Kept[]) => store.setMeta(META, links.length > 0 ? JSON.stringify(links) : undefined);
  const audit = (action: string, { name, origin }: Actor) =>
    store.addAudit({ at: clock.now().toString(), actor: name, origin, action, target: "page", details: {} });
  return {
    async create() {
      const key = random(LENGTH);
      const hash = await hashOf(key);
      const expiresAt = clock.now().add({ minutes: MINUTES }).toString({ smallestUnit: "second" });
      store.transaction(() => {
        write([...readValid(), { hash, name: actor.name, expiresAt }]);
        audit("page_link.create", actor);
      });
      return { key, expiresAt };
    },
    async redeem(key) {
      const hash = await hashOf(key);
      return store.transaction(() => {
        const links = readValid();
        const found = links.find((each) => each.hash === hash);
        if (!found) return undefined;
        write(links.filter((each) => each !== found));
        audit("page_link.use", { name: found.name, origin: actor.origin });
        return { name: found.name };
      });
    },
  };
}
