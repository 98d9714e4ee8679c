import { spawnSync } from 'node:child_process';

/** Runs a program with `input` as JSON on its standard input, and reads what it prints as JSON. Throws with what it complains of. */
export function answerOf(
  program: string,
  args: readonly string[],
  input: unknown,
  { cwd, env = {} }: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): unknown {
  const { error, status, stdout, stderr } = spawnSync(program, args, {
    input: JSON.stringify(input),
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 1 << 26,
    ...(cwd === undefined ? {} : { cwd }),
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr.slice(0, 2000)}`);
  return JSON.parse(stdout);
}

/** Stands in for Rails and rack-cors, and gives what each snippet tells them. */
export const RUBY = `
require 'json'
module Rack; class Cors; end; end
class Told
  def initialize; @told = {}; end
  attr_reader :told
  def allow(&block) = instance_eval(&block)
  def origins(list) = @told['origins'] = list
  def resource(path, **options) = @told.merge!(options.transform_keys(&:to_s), 'path' => path)
  def insert_before(place, middleware, &block)
    raise 'not the outermost' unless place == 0 && middleware == Rack::Cors
    instance_eval(&block)
  end
end
module Rails
  def self.application = self
  def self.config = self
  def self.middleware = @middleware
  def self.start = @middleware = Told.new
end
puts JSON.generate(JSON.parse($stdin.read).map { |code| Rails.start; eval(code); Rails.middleware.told })
`;

/** Gives what each configuration file returns. */
export const PHP = `
$told = array_map(fn ($code) => eval(substr($code, strlen('<?php'))), json_decode(file_get_contents('php://stdin')));
echo json_encode($told);
`;

/** Gives the fields of each snippet's composite literal as Go's own parser reads them, and whether gofmt would change it. */
export const GO = `package main

import (
	"encoding/json"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"strconv"
)

type told struct {
	Fields    map[string]any
	Formatted bool
}

func main() {
	var snippets []string
	check(json.NewDecoder(os.Stdin).Decode(&snippets))
	var all []told
	for _, code := range snippets {
		file, err := parser.ParseFile(token.NewFileSet(), "cors.go", code, 0)
		check(err)
		formatted, err := format.Source([]byte(code))
		check(err)
		fields := map[string]any{}
		ast.Inspect(file, func(node ast.Node) bool {
			if field, ok := node.(*ast.KeyValueExpr); ok {
				fields[field.Key.(*ast.Ident).Name] = value(field.Value)
			}
			return true
		})
		all = append(all, told{fields, string(formatted) == code})
	}
	check(json.NewEncoder(os.Stdout).Encode(all))
}

func value(expression ast.Expr) any {
	switch one := expression.(type) {
	case *ast.CompositeLit:
		list := []string{}
		for _, element := range one.Elts {
			text, err := strconv.Unquote(element.(*ast.BasicLit).Value)
			check(err)
			list = append(list, text)
		}
		return list
	case *ast.Ident:
		return one.Name == "true"
	case *ast.UnaryExpr:
		return -value(one.X).(int)
	default:
		number, err := strconv.Atoi(one.(*ast.BasicLit).Value)
		check(err)
		return number
	}
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
`;
