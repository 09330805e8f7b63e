#include "studio.inc"
#declare C = array[3] { srgb <0.92, 0.90, 0.86>, srgb <0.36, 0.45, 0.38>, srgb <0.80, 0.56, 0.28> };
#macro Coat(N) texture { pigment { C[N] } finish { diffuse 0.8 specular 0.12 roughness 0.06 } } #end
#macro Table(N)
  union {
    difference { union { RoundedDisc(1.15, 2.3, 2.52, 0.03) } cylinder { y * 2.36, y * 3, 1.11 } }
    torus { 1.13, 0.02 translate y * 2.52 }
    cylinder { y * 0.1, y * 2.32, 0.075 }
    RoundedDisc(0.75, 0, 0.09, 0.04)
    cone { y * 0.08, 0.2, y * 0.3, 0.075 }
    torus { 0.36, 0.045 rotate x * 90 scale <1, 1, 1> translate y * 2.86 clipped_by { plane { -y, -2.5 } } translate y * 0 }
    Coat(N)
  }
#end
Studio(2.6)
#switch (View)
  #case (1) object { Table(Colour) } Shot(<0, 4.4, -12>, <0, 1.5, 0>, 19) #break
  #case (2) object { Table(Colour) rotate y * 35 } Shot(<1.0, 5.8, -6.5>, <0, 2.25, 0>, 20) #break
#end
