import { CONFIG, GITIGNORE, HELLO_WORLD, readme } from "./shared_files.ts";
import type { Template } from "./template.ts";

const WORKFLOW = `# Extracts the records of a day, checks and transforms them, and loads what came out.
# The steps are stand-ins in plain sh: put your own programs in their place.
#   workspace workflow deploy workflows/data-processing.yaml
#   workspace run create data-processing --params date=2026-01-15
id: data-processing
name: Data Processing
description: Extracts, checks, transforms and loads the records of a day
config:
  input:
    type: object
    required: [date]
    additionalProperties: false
    properties:
      date: { type: string, format: date, description: The day whose records are processed }
      test: { type: boolean, default: false, description: Stop before anything is loaded }
  retry_policy: { maximum_attempts: 2, initial_interval: 2s }
  timeout: 5m
  concurrency: { group: data-processing, policy: queue }
# A server starts a run every night; see \`workspace server\`.
# schedule: { cron: "0 2 * * *", timezone: Europe/Berlin, catchup: 1h, input: { date: "2026-01-15" } }
tasks:
  - id: extract
    name: Extract
    type: shell
    env:
      DATE: \${{ input.date }}
    run: |
      mkdir -p "output/$WORKSPACE_RUN_ID"
      file="output/$WORKSPACE_RUN_ID/raw.csv"
      echo "id,day,amount" > "$file"
      for id in 1 2 3 4 5; do
        echo "$id,$DATE,$((id * 10))" >> "$file"
      done
      sleep 1
      echo "Extracted 5 records of $DATE"
      printf '{"file": "%s", "rows": 5, "parts": ["a", "b"]}\\n' "$file" > "$WORKSPACE_OUTPUT"

  - id: check
    name: Check
    type: shell
    needs: [extract]
    env:
      FILE: \${{ tasks.extract.output.file }}
      ROWS: \${{ tasks.extract.output.rows }}
    run: |
      found=$(($(wc -l < "$FILE") - 1))
      if [ "$found" -ne "$ROWS" ]; then
        echo "Expected $ROWS records, found $found" >&2
        exit 1
      fi
      echo "All $found records are there"

  - id: transform
    name: Transform each part
    type: shell
    needs: [check]
    for_each: \${{ tasks.extract.output.parts }}
    max_parallel: 2
    env:
      FILE: \${{ tasks.extract.output.file }}
      PART: \${{ item }}
    run: |
      sleep 1
      target="output/$WORKSPACE_RUN_ID/part-$PART.txt"
      sum=0
      while IFS=, read -r id day amount; do
        [ "$id" = id ] || sum=$((sum + amount))
      done < "$FILE"
      echo "$sum" > "$target"
      echo "Part $PART: sum $sum"
      printf '{"part": "%s", "sum": %s}\\n' "$PART" "$sum" > "$WORKSPACE_OUTPUT"

  - id: load
    name: Load
    type: shell
    needs: [transform]
    if: "!input.test"
    env:
      PARTS: \${{ tasks.transform.output }}
    run: |
      sleep 1
      echo "Loaded $PARTS"

  - id: report
    name: Report, whatever happened
    type: shell
    needs: [load]
    if: always()
    env:
      STATUS: \${{ tasks.load.status }}
    run: |
      echo "Loading ended with $STATUS"
outputs:
  rows: \${{ tasks.extract.output.rows }}
  loaded: \${{ tasks.load.status == 'SUCCESS' }}
`;

const SECTION = `## The workflow

\`\`\`sh
workspace workflow deploy workflows/data-processing.yaml
workspace run create data-processing --params date=2026-01-15 --wait
workspace run create data-processing --params date=2026-01-15 --params test=true --wait
\`\`\`
`;

/** Extract, check, transform, load. */
export const dataProcessing: Template = {
  name: "data-processing",
  title: "Data Processing",
  description: "Extract, check, transform in parallel, load",
  workflow: { id: "data-processing", file: "workflows/data-processing.yaml", params: "date=2026-01-15" },
  files: (project) =>
    new Map([
      ["repo.config.yaml", CONFIG],
      ["examples/hello-world.yaml", HELLO_WORLD],
      ["workflows/data-processing.yaml", WORKFLOW],
      ["README.md", readme(project, [SECTION])],
      [".gitignore", GITIGNORE],
    ]),
};
