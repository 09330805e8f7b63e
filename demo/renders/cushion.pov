#include "studio.inc"
#include "functions.inc"
#declare C = array[4] { srgb <0.90, 0.86, 0.79>, srgb <0.55, 0.62, 0.50>, srgb <0.73, 0.46, 0.35>, srgb <0.38, 0.46, 0.55> };
// A filled square cover: thick in the middle, flat at seams, corners drawn out a little.
#declare Pillow = function (u, v) { 0.44 * pow(max(0, (1 - u * u) * (1 - v * v)), 0.42) };
#macro Point(U, V, Sg)
  #local B = 1 - 0.085 * (1 - V * V) ; #local D = 1 - 0.085 * (1 - U * U);
  <U * B, V * D, Sg * Pillow(U, V)>
#end
#macro Cushion(N)
  union {
    #local M = 44;
    #for (Sg, -1, 1, 2)
      mesh {
        #for (I, 0, M - 1) #for (J, 0, M - 1)
          #local U0 = sin(pi / 2 * (2 * I / M - 1)); #local U1 = sin(pi / 2 * (2 * (I + 1) / M - 1));
          #local V0 = sin(pi / 2 * (2 * J / M - 1)); #local V1 = sin(pi / 2 * (2 * (J + 1) / M - 1));
          triangle { Point(U0, V0, Sg), Point(U1, V0, Sg), Point(U1, V1, Sg) }
          triangle { Point(U0, V0, Sg), Point(U1, V1, Sg), Point(U0, V1, Sg) }
        #end #end
      }
    #end
    texture { pigment { C[N] } normal { average normal_map { [1 gradient x 0.5 triangle_wave scale 0.020] [1 gradient y 0.5 triangle_wave scale 0.020] [1.0 bumps 0.5 scale 0.16] } } finish { diffuse 0.86 specular 0.02 roughness 0.3 } }
    translate y * 0.95
  }
#end
Studio(1.9)
#switch (View)
  #case (1) object { Cushion(Colour) rotate x * 14 rotate y * 30 translate y * 0.04 } Shot(<0, 1.9, -8>, <0, 0.9, 0>, 22) #break
  #case (2) object { Cushion(0) rotate x * 12 rotate y * -18 translate <-0.5, 0.03, 0.5> } object { Cushion(1) rotate x * 16 rotate y * 12 scale 0.92 translate <0.5, 0.03, 0.0> } object { Cushion(2) scale <0.85, 0.6, 0.8> rotate x * 22 rotate y * -4 translate <0.05, 0.03, -0.75> }
    Shot(<0, 2.0, -8.5>, <0.02, 0.86, 0>, 26) #break
#end
