#!/usr/bin/python3
"""Holds JSON documents against a published schema, with no key allowed that it does not name.

usage: validate.py SCHEMA FILE...      each FILE is one document, or with the ending .jsonl a document a line

Prints what is wrong, a line each, and ends with 1; prints the number of documents where nothing is.
The schemas themselves say nothing of further keys: later versions may have more. Here each is an error.
"""
import json
import sys

from jsonschema import Draft202012Validator


def closed(schema):
    """The same schema, in which every object that names its keys has no others."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    result = {}
    for key, part in schema.items():
        if key in ("properties", "$defs"):
            result[key] = {name: closed(value) for name, value in part.items()}
        elif key in ("enum", "const", "required"):
            result[key] = part
        else:
            result[key] = closed(part)
    if "properties" in schema and "additionalProperties" not in schema:
        result["unevaluatedProperties"] = False
    return result


def no_twins(pairs):
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a key is there twice")
    return dict(pairs)


def documents(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    texts = [line for line in text.split("\n") if line] if path.endswith(".jsonl") else [text]
    return [json.loads(text, object_pairs_hook=no_twins) for text in texts]


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(closed(schema))
    count, problems = 0, []
    for path in sys.argv[2:]:
        for document in documents(path):
            count += 1
            for error in validator.iter_errors(document):
                place = "/".join(str(step) for step in error.absolute_path)
                problems.append(f"{path}: {place}: {error.message}")
    for problem in problems[:20]:
        print(problem)
    if not problems:
        print(count)
    return 1 if problems else 0


sys.exit(main())
