import { CONFIG, GITIGNORE, HELLO_WORLD, readme } from "./shared_files.ts";
import type { Template } from "./template.ts";

const WORKFLOW = `# Prepares a data set, trains on its folds, evaluates, and keeps the model if it is good enough.
# The steps are stand-ins in plain sh: put your own programs in their place.
#   workspace workflow deploy workflows/ml-pipeline.yaml
#   workspace run create ml-pipeline --params dataset=iris
id: ml-pipeline
name: ML Pipeline
description: Prepares data, trains, evaluates and publishes a model
config:
  input:
    type: object
    required: [dataset]
    additionalProperties: false
    properties:
      dataset: { type: string, enum: [iris, digits, wine], description: What is trained on }
      date: { type: string, format: date, default: "2026-01-01", description: State of the data }
      folds: { type: array, items: { type: integer, minimum: 1 }, minItems: 1, maxItems: 10, default: [1, 2, 3] }
      threshold: { type: number, minimum: 0, maximum: 1, default: 0.9, description: Accuracy that a model must reach }
  retry_policy: { maximum_attempts: 3, initial_interval: 1s, backoff_coefficient: 2, maximum_interval: 30s }
  timeout: 10m
  concurrency: { group: "ml-pipeline-\${{ input.dataset }}", policy: queue }
tasks:
  - id: prepare
    name: Prepare the data
    type: shell
    timeout: 1m
    env:
      DATASET: \${{ input.dataset }}
      DATE: \${{ input.date }}
    run: |
      mkdir -p "output/$WORKSPACE_RUN_ID"
      echo "Preparing $DATASET as of $DATE"
      for part in download clean split; do
        sleep 1
        echo "  $part: done"
      done
      printf '{"rows": 150, "dataset": "%s"}\\n' "$DATASET" > "$WORKSPACE_OUTPUT"

  - id: train
    name: Train on each fold
    type: shell
    needs: [prepare]
    for_each: \${{ input.folds }}
    max_parallel: 2
    timeout: 5m
    env:
      FOLD: \${{ item }}
      ROWS: \${{ tasks.prepare.output.rows }}
    run: |
      echo "Training on fold $FOLD ($ROWS rows)"
      for epoch in 1 2 3; do
        sleep 1
        echo "  epoch $epoch of 3"
      done
      printf '{"fold": %s, "accuracy": 0.9%s}\\n' "$FOLD" "$FOLD" > "$WORKSPACE_OUTPUT"

  - id: evaluate
    name: Evaluate
    type: shell
    needs: [train]
    env:
      RESULTS: \${{ tasks.train.output }}
    run: |
      echo "Results of the folds: $RESULTS"
      sleep 1
      echo '{"accuracy": 0.92}' > "$WORKSPACE_OUTPUT"

  - id: publish
    name: Keep the model
    type: shell
    needs: [evaluate]
    if: tasks.evaluate.output.accuracy >= input.threshold
    env:
      DATASET: \${{ input.dataset }}
      ACCURACY: \${{ tasks.evaluate.output.accuracy }}
    run: |
      mkdir -p "output/$WORKSPACE_RUN_ID"
      printf '{"dataset": "%s", "accuracy": %s}\\n' "$DATASET" "$ACCURACY" > "output/$WORKSPACE_RUN_ID/model.json"
      echo "Kept a model for $DATASET with accuracy $ACCURACY"
    artifacts:
      - { name: model.json, path: "output/\${{ run.id }}/model.json" }
outputs:
  accuracy: \${{ tasks.evaluate.output.accuracy }}
  published: \${{ tasks.publish.status == 'SUCCESS' }}
`;

const SECTION = `## The pipeline

\`\`\`sh
workspace workflow deploy workflows/ml-pipeline.yaml
workspace run create ml-pipeline --params dataset=iris
workspace run logs <run-id> --follow
\`\`\`

A parameter that does not fit (\`--params dataset=tulips\`) is refused before anything runs. A run that is interrupted, even by
the end of the machine, goes on where it was.
`;

/** A pipeline of several seconds, with parallel training. */
export const mlPipeline: Template = {
  name: "ml-pipeline",
  title: "ML Pipeline",
  description: "Prepare, train in parallel, evaluate, publish",
  workflow: { id: "ml-pipeline", file: "workflows/ml-pipeline.yaml", params: "dataset=iris" },
  files: (project) =>
    new Map([
      ["repo.config.yaml", CONFIG],
      ["examples/hello-world.yaml", HELLO_WORLD],
      ["workflows/ml-pipeline.yaml", WORKFLOW],
      ["README.md", readme(project, [SECTION])],
      [".gitignore", GITIGNORE],
    ]),
};
